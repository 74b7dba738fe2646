package io.devicegateway.registry;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceInfo;
import io.devicegateway.api.KnownFact;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import io.devicegateway.journal.EventJson;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * How labels, slots and facts stand in the database: JSON texts. Slots are rows, {@code [slot, content, offset, time, returned,
 * bank, charge]} with null for what is not known, because there are many; a later version adds at the end. Times are
 * microseconds since 1970.
 */
final class StateJson {
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};
    private static final TypeReference<List<StoredFact>> FACTS = new TypeReference<>() {};

    private final JsonMapper mapper;
    private final ObjectReader labelsReader;
    private final ObjectReader factsReader;
    private final ObjectWriter factsWriter;

    StateJson(EventJson events) {
        mapper = events.mapper();
        labelsReader = mapper.readerFor(LABELS);
        factsReader = mapper.readerFor(FACTS);
        factsWriter = mapper.writerFor(FACTS);
    }

    String labels(Map<String, String> labels) {
        return labels.isEmpty() ? "{}" : mapper.writeValueAsString(new TreeMap<>(labels));
    }

    /** Labels recur across a fleet, so their texts are shared. */
    Map<String, String> labels(String json) {
        if (json.equals("{}")) {
            return Map.of();
        }
        Map<String, String> labels = labelsReader.readValue(json);
        return labels.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        label -> Facts.shared(label.getKey()), label -> Facts.shared(label.getValue())));
    }

    String facts(List<KnownFact> facts) {
        if (facts.isEmpty()) {
            return "[]";
        }
        return factsWriter.writeValueAsString(facts.stream()
                .filter(fact -> fact.event() instanceof DeviceInfo)
                .map(fact -> new StoredFact(fact.offset(), micros(fact.at()), (DeviceInfo) fact.event()))
                .toList());
    }

    /** @throws JacksonException if one of them is of a kind that this version does not know */
    List<KnownFact> facts(String json, DeviceId device) {
        if (json.equals("[]")) {
            return List.of();
        }
        List<StoredFact> facts = factsReader.readValue(json);
        return facts.stream()
                .map(fact -> new KnownFact(Facts.compact(fact.event(), device), fact.offset(), instant(fact.at())))
                .toList();
    }

    String slots(Map<Integer, SlotState> slots) {
        StringWriter text = new StringWriter(slots.size() * 64 + 2);
        try (JsonGenerator out = mapper.createGenerator(text)) {
            out.writeStartArray();
            for (SlotState state : slots.values()) {
                SlotReport report = state.report();
                out.writeStartArray();
                out.writeNumber(report.slot());
                out.writeString(report.content().name());
                out.writeNumber(state.offset());
                out.writeNumber(micros(state.at()));
                out.writeBoolean(state.returned());
                out.writeString(report.bank() == null ? null : report.bank().value());
                if (report.chargePercent() == null) {
                    out.writeNull();
                } else {
                    out.writeNumber(report.chargePercent());
                }
                out.writeEndArray();
            }
            out.writeEndArray();
        }
        return text.toString();
    }

    /** @throws RuntimeException if that is not what {@link #slots(Map)} wrote */
    SlotTable slots(String json) {
        SlotTable slots = SlotTable.EMPTY;
        if (json.equals("[]")) {
            return slots;
        }
        try (JsonParser in = mapper.createParser(json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.START_ARRAY) {
                slots = slots.with(slot(in));
            }
        }
        return slots;
    }

    private static SlotState slot(JsonParser in) {
        int slot = in.nextIntValue(-1);
        SlotContent content = SlotContent.valueOf(String.valueOf(in.nextStringValue()));
        long offset = in.nextLongValue(0);
        Instant at = instant(in.nextLongValue(0));
        boolean returned = in.nextToken() == JsonToken.VALUE_TRUE;
        String bank = in.nextStringValue();
        JsonToken charge = in.nextToken();
        Integer percent = charge == JsonToken.VALUE_NUMBER_INT ? Integer.valueOf(in.getIntValue()) : null;
        JsonToken rest = charge;
        while (rest != null && rest != JsonToken.END_ARRAY) {
            rest = in.nextToken();
        }
        SlotReport report = new SlotReport(slot, content, bank == null ? null : new BankId(bank), percent);
        return new SlotState(report, offset, at, returned);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private record StoredFact(long offset, long at, DeviceInfo event) {}
}
