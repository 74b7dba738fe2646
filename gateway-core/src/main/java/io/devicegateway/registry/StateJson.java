package io.devicegateway.registry;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceInfo;
import io.devicegateway.api.KnownFact;
import io.devicegateway.api.LaneCondition;
import io.devicegateway.api.LaneState;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import io.devicegateway.journal.EventJson;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How labels, slots and facts stand in the database: JSON texts. Slots are rows {@code [slot, content, offset, time, returned,
 * bank, charge]} with null for what is not known, lanes are rows {@code [lane, condition, vended, last order, offset, time]}, facts are rows {@code [offset, time, event without its device]}; a later version
 * adds at the end. Times are microseconds since 1970.
 */
final class StateJson {
    private static final Logger LOG = LoggerFactory.getLogger(StateJson.class);
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    /** No facts, and no slots. */
    static final String NOTHING = "[]";

    /** Of all facts about one device: any device may tell some, and there are many devices. */
    private static final int MOST_CHARACTERS = 16_384;

    private final JsonMapper mapper;
    private final ObjectReader labelsReader;

    StateJson(EventJson events) {
        mapper = events.mapper();
        labelsReader = mapper.readerFor(LABELS);
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
                        label -> label.getKey().intern(),
                        label -> label.getValue().intern()));
    }

    /** The text of facts with this one in the place of the last of its kind; as it was where that becomes too large to be kept. */
    String withFact(String text, DeviceInfo info, long offset, long micros) {
        String with = joined(text, info, offset, micros);
        if (with.length() <= MOST_CHARACTERS) {
            return with;
        }
        LOG.debug("A fact about {} is too large to be kept; event {} has it", info.device(), offset);
        return text;
    }

    private String joined(String text, DeviceInfo info, long offset, long micros) {
        ArrayNode rows = rows(text, info.device());
        ObjectNode event = mapper.valueToTree(info);
        event.remove("device");
        ArrayNode row = mapper.createArrayNode().add(offset).add(micros).add(event);
        for (int i = 0; i < rows.size(); i++) {
            if (rows.path(i).path(2).path("type").equals(event.path("type"))) {
                rows.set(i, row);
                return mapper.writeValueAsString(rows);
            }
        }
        return mapper.writeValueAsString(rows.add(row));
    }

    /** The facts that this version can read. */
    List<KnownFact> facts(String text, DeviceId device) {
        if (text.equals(NOTHING)) {
            return List.of();
        }
        List<KnownFact> facts = new ArrayList<>();
        for (JsonNode row : rows(text, device)) {
            if (row.path(2) instanceof ObjectNode event) {
                event.put("device", device.toString());
                try {
                    DeviceInfo info = mapper.treeToValue(event, DeviceInfo.class);
                    facts.add(new KnownFact(
                            info, row.path(0).asLong(), instant(row.path(1).asLong())));
                } catch (JacksonException e) {
                    LOG.debug("A fact about {} is passed over: {}", device, e.getOriginalMessage());
                }
            }
        }
        return List.copyOf(facts);
    }

    private ArrayNode rows(String text, DeviceId device) {
        try {
            if (mapper.readTree(text) instanceof ArrayNode rows) {
                return rows;
            }
        } catch (JacksonException e) {
            LOG.error("The facts about {} in the registry cannot be read: {}", device, e.getOriginalMessage());
        }
        return mapper.createArrayNode();
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
        if (json.equals(NOTHING)) {
            return SlotTable.EMPTY;
        }
        List<SlotState> slots = new ArrayList<>();
        try (JsonParser in = mapper.createParser(json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.START_ARRAY) {
                slots.add(slot(in));
            }
        }
        return SlotTable.of(slots);
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

    String lanes(SortedMap<Integer, LaneState> lanes) {
        if (lanes.isEmpty()) {
            return NOTHING;
        }
        ArrayNode rows = mapper.createArrayNode();
        for (LaneState lane : lanes.values()) {
            rows.add(mapper.createArrayNode()
                    .add(lane.lane())
                    .add(lane.condition().name())
                    .add(lane.vended())
                    .add(lane.lastOrder())
                    .add(lane.offset())
                    .add(micros(lane.at())));
        }
        return mapper.writeValueAsString(rows);
    }

    /** @throws RuntimeException if that is not what {@link #lanes(SortedMap)} wrote */
    SortedMap<Integer, LaneState> lanes(String text) {
        if (text.equals(NOTHING)) {
            return LaneTable.EMPTY;
        }
        SortedMap<Integer, LaneState> lanes = new TreeMap<>();
        for (JsonNode row : mapper.readTree(text)) {
            JsonNode vended = row.path(2);
            JsonNode order = row.path(3);
            int lane = row.path(0).asInt();
            lanes.put(
                    lane,
                    new LaneState(
                            lane,
                            LaneCondition.valueOf(row.path(1).asString()),
                            vended.isNumber() ? Integer.valueOf(vended.asInt()) : null,
                            order.isString() ? order.asString() : null,
                            row.path(4).asLong(),
                            instant(row.path(5).asLong())));
        }
        return Collections.unmodifiableSortedMap(lanes);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
