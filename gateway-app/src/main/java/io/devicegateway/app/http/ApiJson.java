package io.devicegateway.app.http;

import io.devicegateway.api.BankId;
import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.Device;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.KnownFact;
import io.devicegateway.api.LaneState;
import io.devicegateway.api.NetworkSignal;
import io.devicegateway.api.SlotState;
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.registry.Registry.UnknownDevice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * The values of the api as JSON. A field is always there: null where there is nothing to say. Names and order are those of the
 * records' components; where several types can stand in one place, {@code type} names the record.
 */
final class ApiJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .addModule(new SimpleModule("device-gateway")
                    .addSerializer(DeviceId.class, ToStringSerializer.instance)
                    .addSerializer(BankId.class, ToStringSerializer.instance))
            .build();

    private static final String SECRET = "***";

    private ApiJson() {}

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /**
     * Reads a document, strictly: one value, no name twice, nothing after it.
     *
     * @throws tools.jackson.core.JacksonException if it is none
     */
    static JsonNode read(byte[] document) {
        return MAPPER.readTree(document);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A device as it is now. */
    static ObjectNode device(Device device) {
        ObjectNode node = object();
        node.put("id", device.id().toString());
        node.put("protocol", device.id().protocol());
        node.set("labels", MAPPER.valueToTree(device.labels()));
        node.put("enabled", device.enabled());
        node.put("disabledReason", device.disabledReason());
        node.put("presence", device.presence().state().name().toLowerCase(Locale.ROOT));
        node.put("presenceReason", device.presence().reason().name());
        node.put("presenceDetail", device.presence().detail());
        node.put("epoch", device.epoch());
        node.put("remote", device.remote());
        // It is reckoned back from a monotonic clock: finer than this, it would differ each time it is asked for.
        Instant lastHeard = device.lastHeard();
        node.put("lastHeard", lastHeard == null ? null : text(lastHeard.truncatedTo(ChronoUnit.MILLIS)));
        ArrayNode slots = node.putArray("slots");
        device.slots().values().forEach(slot -> slots.add(slot(slot)));
        ArrayNode lanes = node.putArray("lanes");
        device.lanes().values().forEach(lane -> lanes.add(lane(lane)));
        ArrayNode facts = node.putArray("facts");
        device.facts().forEach(fact -> facts.add(fact(fact)));
        return node;
    }

    /** A device that was denied because it is not listed. */
    static ObjectNode unknownDevice(UnknownDevice device) {
        return MAPPER.valueToTree(device);
    }

    /** How a consumer stands. */
    static ObjectNode consumer(ConsumerStatus consumer) {
        ObjectNode node = MAPPER.valueToTree(consumer);
        node.put("state", consumer.state().name().toLowerCase(Locale.ROOT));
        return node;
    }

    /** An event that a consumer could not handle. */
    static ObjectNode deadLetter(DeadLetter letter) {
        ObjectNode node = object();
        node.put("offset", letter.record().offset());
        node.put("cause", letter.cause());
        node.put("attempts", letter.attempts());
        node.put("since", text(letter.since()));
        node.set("event", CloudEvents.envelope(letter.record()));
        return node;
    }

    /** The components of an event. */
    static ObjectNode event(DeviceEvent event) {
        ObjectNode node = components(event);
        if (event instanceof CommandEvent commandEvent) {
            switch (commandEvent) {
                case CommandEvent.CommandIssued issued -> node.set("command", command(issued.command()));
                case CommandEvent.CommandSettled settled -> node.set("result", result(settled.result()));
                case CommandEvent.LateReply late -> node.set("reply", reply(late.reply()));
                case CommandEvent.CommandResolved resolved -> {}
            }
        }
        return node;
    }

    /** A command as it is posted; a password is not shown. */
    static ObjectNode command(DeviceCommand<?> command) {
        ObjectNode node = typed(command);
        if (command instanceof UpgradeSoftware) {
            node.put("password", SECRET);
        }
        return node;
    }

    /** How a command ended. */
    static ObjectNode result(CommandResult<?> result) {
        ObjectNode node = object();
        switch (result) {
            case CommandResult.Done<?> done -> identified(node, "done", done).set("reply", reply(done.reply()));
            case CommandResult.Refused<?> refused ->
                identified(node, "refused", refused).put("reason", refused.reason());
            case CommandResult.NotSent<?> notSent ->
                identified(node, "notSent", notSent)
                        .put("reason", notSent.reason().name())
                        .put("detail", notSent.detail());
            case CommandResult.Unknown<?> unknown ->
                identified(node, "unknown", unknown)
                        .put("reason", unknown.reason().name())
                        .put("detail", unknown.detail());
        }
        return node;
    }

    private static ObjectNode identified(ObjectNode node, String name, CommandResult<?> result) {
        return node.put("result", name).put("commandId", result.commandId()).put("epoch", result.epoch());
    }

    private static @Nullable ObjectNode reply(@Nullable DeviceReply reply) {
        return reply == null ? null : typed(reply);
    }

    /** The record's components, and what its Java form tells besides. */
    private static ObjectNode components(Object value) {
        ObjectNode node = MAPPER.valueToTree(value);
        return value instanceof NetworkSignal signal ? node.put("dbm", signal.dbm()) : node;
    }

    /** The type first, then the components; the device is named by what stands around it. */
    private static ObjectNode typed(Object value) {
        ObjectNode components = components(value);
        components.remove("device");
        ObjectNode node = object();
        node.put("type", value.getClass().getSimpleName());
        node.setAll(components);
        return node;
    }

    private static ObjectNode slot(SlotState state) {
        ObjectNode node = MAPPER.valueToTree(state.report());
        node.put("returned", state.returned());
        node.put("offset", state.offset());
        node.put("at", text(state.at()));
        return node;
    }

    private static ObjectNode lane(LaneState state) {
        ObjectNode node = MAPPER.valueToTree(state);
        node.put("at", text(state.at()));
        return node;
    }

    private static ObjectNode fact(KnownFact fact) {
        ObjectNode data = event(fact.event());
        data.remove("device");
        ObjectNode node = object();
        node.put("type", fact.event().getClass().getSimpleName());
        node.put("offset", fact.offset());
        node.put("at", text(fact.at()));
        node.set("data", data);
        return node;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
