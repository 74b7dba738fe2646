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
import io.devicegateway.api.LaneState;
import io.devicegateway.api.Presence;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import io.devicegateway.api.UnknownEvent;
import io.devicegateway.journal.Constants;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes the values of the API of the daemon's documents, and the other way round. */
final class ApiReader {
    private static final Logger LOG = LoggerFactory.getLogger(ApiReader.class);
    private static final String EVENT_PREFIX = "io.devicegateway.";

    private final JsonMapper mapper = new EventJson().mapper();

    /** A command as it is posted. */
    ObjectNode command(DeviceCommand<?> command) {
        ObjectNode node = mapper.valueToTree(command);
        node.remove("device");
        return node;
    }

    /** How a command ended, as its caller is told. What this version cannot read is no outcome that anybody may build on. */
    <R extends DeviceReply> CommandResult<R> outcome(DeviceId device, JsonNode node) {
        try {
            return result(device, node);
        } catch (RuntimeException e) {
            String id = node.path("commandId").asString("");
            return new CommandResult.Unknown<>(
                    id, 0, UnknownReason.OTHER, "this version cannot read the gateway's answer: " + e.getMessage());
        }
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
            case "notSent" -> {
                NotSentReason why = Constants.of(reason, NotSentReason.OTHER);
                yield new CommandResult.NotSent<>(id, epoch, why, detail(why, reason, detail));
            }
            case "unknown" -> {
                UnknownReason why = Constants.of(reason, UnknownReason.OTHER);
                yield new CommandResult.Unknown<>(id, epoch, why, detail(why, reason, detail));
            }
            default -> throw new IllegalArgumentException("no outcome that this version knows: " + node);
        };
    }

    /** A word that this version has no constant for stands before the detail. */
    private static String detail(Enum<?> constant, String word, String detail) {
        return constant.name().equals(word) ? detail : word + ": " + detail;
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

    /** One that this version cannot read is an event too: who gets it sees what the gateway said. */
    private DeviceEvent event(DeviceId device, String type, JsonNode data) {
        try {
            return known(device, type, data);
        } catch (RuntimeException e) {
            LOG.debug("The event {} of {} is of a later version", type, device, e);
            return new UnknownEvent(device, type, data.toString());
        }
    }

    private DeviceEvent known(DeviceId device, String type, JsonNode data) {
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
        SortedMap<Integer, LaneState> lanes = new TreeMap<>();
        for (JsonNode lane : node.path("lanes")) {
            lanes.put(lane.path("lane").asInt(), lane(lane));
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
                        Constants.of(text(node, "presence").toUpperCase(Locale.ROOT), Presence.State.STALE),
                        Constants.of(text(node, "presenceReason"), Presence.Reason.OTHER),
                        text(node, "presenceDetail")),
                node.path("epoch").asLong(),
                nullableText(node, "remote"),
                heard == null ? null : Instant.parse(heard),
                slots,
                lanes,
                facts);
    }

    private LaneState lane(JsonNode node) {
        try {
            return mapper.readerFor(LaneState.class)
                    .with(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
                    .readValue(node);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no lane that this version knows: " + e.getOriginalMessage(), e);
        }
    }

    private static SlotState slot(JsonNode node) {
        String bank = nullableText(node, "bank");
        JsonNode charge = node.path("chargePercent");
        return new SlotState(
                new SlotReport(
                        node.path("slot").asInt(),
                        Constants.of(text(node, "content"), SlotContent.UNKNOWN),
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
                Constants.of(text(node, "state").toUpperCase(Locale.ROOT), ConsumerState.STOPPED),
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
