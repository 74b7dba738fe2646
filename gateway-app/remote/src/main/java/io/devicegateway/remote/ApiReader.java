package io.devicegateway.remote;

import io.devicegateway.api.BankId;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.Device;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.KnownFact;
import io.devicegateway.api.Presence;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import io.devicegateway.journal.EventJson;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes the values of the API of the daemon's documents, and the other way round. */
final class ApiReader {
    private static final String EVENT_PREFIX = "io.devicegateway.";

    private final JsonMapper mapper = new EventJson().mapper();

    /** A command as it is posted. */
    ObjectNode command(DeviceCommand<?> command) {
        ObjectNode node = mapper.valueToTree(command);
        node.remove("device");
        return node;
    }

    /**
     * How a command ended.
     *
     * @throws IllegalArgumentException if this version does not know that, as for all that follow
     */
    <R extends DeviceReply> CommandResult<R> result(DeviceId device, JsonNode node) {
        String id = node.path("commandId").asString("");
        long epoch = node.path("epoch").asLong(0);
        String reason = node.path("reason").asString("");
        String detail = node.path("detail").asString("");
        return switch (node.path("result").asString("")) {
            case "done" -> new CommandResult.Done<>(id, epoch, reply(device, node.path("reply")));
            case "refused" -> new CommandResult.Refused<>(id, epoch, reason);
            case "notSent" -> new CommandResult.NotSent<>(id, epoch, NotSentReason.valueOf(reason), detail);
            case "unknown" -> new CommandResult.Unknown<>(id, epoch, UnknownReason.valueOf(reason), detail);
            default -> throw new IllegalArgumentException("no outcome that this version knows: " + node);
        };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // the device answers with the type that the command names
    private <R extends DeviceReply> R reply(DeviceId device, JsonNode node) {
        return (R) read(of(device, node), DeviceReply.class);
    }

    /** An event as a CloudEvent. */
    EventRecord event(JsonNode envelope) {
        DeviceId device = DeviceId.parse(text(envelope, "subject"));
        String type = text(envelope, "type");
        String name = type.startsWith(EVENT_PREFIX) ? type.substring(EVENT_PREFIX.length()) : type;
        byte[] raw = HexFormat.of().parseHex(envelope.path("raw").asString(""));
        return new EventRecord(
                envelope.path("offset").asLong(),
                text(envelope, "id"),
                Instant.parse(text(envelope, "time")),
                envelope.path("epoch").asLong(),
                event(device, name, envelope.path("data")),
                ByteBuffer.wrap(raw).asReadOnlyBuffer());
    }

    private DeviceEvent event(DeviceId device, String type, JsonNode data) {
        if (type.equals("CommandSettled")) {
            return new CommandSettled(
                    device,
                    text(data, "commandId"),
                    nullableText(data, "idempotencyKey"),
                    result(device, data.path("result")));
        }
        ObjectNode node = of(device, data);
        node.put("type", type);
        for (String inner : List.of("command", "reply")) {
            if (type.startsWith("CommandIssued") || type.equals("LateReply")) {
                JsonNode value = node.path(inner);
                if (value.isObject()) {
                    node.set(inner, of(device, value));
                }
            }
        }
        return read(node, DeviceEvent.class);
    }

    private static ObjectNode of(DeviceId device, JsonNode node) {
        ObjectNode copy = Wire.object();
        if (node instanceof ObjectNode object) {
            copy.setAll(object);
        }
        return copy.put("device", device.toString());
    }

    private <T> T read(JsonNode node, Class<T> type) {
        try {
            return mapper.treeToValue(node, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "no " + type.getSimpleName() + " that this version knows: " + e.getOriginalMessage(), e);
        }
    }

    /** A device as it is now. */
    Device device(JsonNode node) {
        DeviceId id = DeviceId.parse(text(node, "id"));
        Map<String, String> labels = new LinkedHashMap<>();
        node.path("labels").forEachEntry((key, value) -> labels.put(key, value.asString("")));
        SortedMap<Integer, SlotState> slots = new TreeMap<>();
        for (JsonNode slot : node.path("slots")) {
            slots.put(slot.path("slot").asInt(), slot(slot));
        }
        List<KnownFact> facts = new ArrayList<>();
        for (JsonNode fact : node.path("facts")) {
            facts.add(new KnownFact(
                    event(id, text(fact, "type"), fact.path("data")),
                    fact.path("offset").asLong(),
                    Instant.parse(text(fact, "at"))));
        }
        String heard = nullableText(node, "lastHeard");
        return new Device(
                id,
                labels,
                node.path("enabled").asBoolean(),
                nullableText(node, "disabledReason"),
                new Presence(
                        id,
                        Presence.State.valueOf(text(node, "presence").toUpperCase(Locale.ROOT)),
                        Presence.Reason.valueOf(text(node, "presenceReason")),
                        text(node, "presenceDetail")),
                node.path("epoch").asLong(),
                nullableText(node, "remote"),
                heard == null ? null : Instant.parse(heard),
                slots,
                facts);
    }

    private static SlotState slot(JsonNode node) {
        String bank = nullableText(node, "bank");
        JsonNode charge = node.path("chargePercent");
        return new SlotState(
                new SlotReport(
                        node.path("slot").asInt(),
                        SlotContent.valueOf(text(node, "content")),
                        bank == null ? null : new BankId(bank),
                        charge.isNumber() ? charge.asInt() : null),
                node.path("offset").asLong(),
                Instant.parse(text(node, "at")),
                node.path("returned").asBoolean());
    }

    /** How a consumer stands. */
    ConsumerStatus consumer(JsonNode node) {
        return new ConsumerStatus(
                text(node, "name"),
                ConsumerState.valueOf(text(node, "state").toUpperCase(Locale.ROOT)),
                node.path("position").asLong(),
                node.path("lag").asLong(),
                node.path("inFlight").asInt(),
                node.path("retrying").asInt(),
                node.path("parked").asInt(),
                node.path("missed").asLong(),
                nullableText(node, "problem"));
    }

    /** An event that a consumer could not handle. */
    DeadLetter deadLetter(String consumer, JsonNode node) {
        return new DeadLetter(
                consumer,
                event(node.path("event")),
                text(node, "cause"),
                node.path("attempts").asInt(),
                Instant.parse(text(node, "since")));
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isString()) {
            throw new IllegalArgumentException("the gateway's answer lacks '" + name + "'");
        }
        return value.stringValue();
    }

    private static @Nullable String nullableText(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() ? value.stringValue() : null;
    }
}
