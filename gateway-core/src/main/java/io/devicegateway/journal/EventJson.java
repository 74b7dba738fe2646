package io.devicegateway.journal;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.LaneCondition;
import io.devicegateway.api.Presence;
import io.devicegateway.api.PressureSamples;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.UnknownEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.module.SimpleModule;

/**
 * Events as JSON: how they are stored, and how they leave the gateway. A record is an object of its components in their order
 * with its simple name first, as {@code "type"}; device and bank ids are texts, instants are ISO 8601, durations too, and what is
 * null is left out. On reading, properties that this version does not know are passed over, so that an older version can
 * read what a newer one wrote. A type or a constant that it does not know is an error to {@link #read}, and an
 * {@link UnknownEvent} to {@link #readAny}.
 *
 * <p>Safe for all threads. About a quarter of a microsecond to write a small event and three quarters to read it.
 */
public final class EventJson {
    private static final Logger LOG = LoggerFactory.getLogger(EventJson.class);

    /** The closed hierarchies of the api: their records carry their type. */
    private static final List<Class<?>> ROOTS =
            List.of(DeviceEvent.class, DeviceCommand.class, DeviceReply.class, CommandResult.class);

    /** Whose an event is that does not say it. */
    private static final DeviceId NOBODY = new DeviceId("unknown", "unknown");

    private static final int SHOWN_OF_DAMAGED = 200;

    private final JsonMapper mapper;
    private final ObjectWriter writer;
    private final ObjectReader reader;
    /** Takes constants of a later version for the one that says so, where there is one. */
    private final ObjectReader lenient;

    private final ThreadLocal<SamplesJson> samples = ThreadLocal.withInitial(SamplesJson::new);

    public EventJson() {
        SimpleModule ids = new SimpleModule("ids")
                .addSerializer(DeviceId.class, new TextWriter<>())
                .addSerializer(BankId.class, new TextWriter<>())
                .addDeserializer(DeviceId.class, new DeviceIdReader())
                .addDeserializer(BankId.class, new BankIdReader());
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(ids)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .changeDefaultPropertyInclusion(all -> all.withValueInclusion(JsonInclude.Include.NON_NULL));
        ROOTS.forEach(root -> builder.addMixIn(root, NamedByType.class));
        types().forEach(type -> builder.registerSubtypes(new NamedType(type, type.getSimpleName())));
        mapper = builder.addMixIn(SlotContent.class, NotKnown.class)
                .addMixIn(LaneCondition.class, NotKnown.class)
                .addMixIn(Presence.Reason.class, Other.class)
                .addMixIn(CommandResult.NotSentReason.class, Other.class)
                .addMixIn(CommandResult.UnknownReason.class, Other.class)
                .build();
        writer = mapper.writerFor(DeviceEvent.class);
        reader = mapper.readerFor(DeviceEvent.class);
        lenient = reader.with(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE);
    }

    /** The event as UTF-8 JSON, an object on one line. */
    public byte[] write(DeviceEvent event) {
        ByteBuffer view = view(event);
        byte[] json = new byte[view.remaining()];
        view.get(json);
        return json;
    }

    /** The same in a buffer that holds until this thread calls again. */
    ByteBuffer view(DeviceEvent event) {
        if (event instanceof PressureSamples samples) {
            ByteBuffer byHand = this.samples.get().write(samples);
            if (byHand != null) {
                return byHand;
            }
        }
        byte[] byHand = event instanceof BankReturned returned ? ReturnJson.write(returned) : null;
        return ByteBuffer.wrap(byHand == null ? writer.writeValueAsBytes(event) : byHand);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if that is no event that this version knows; says why, and shows its beginning
     */
    public DeviceEvent read(byte[] json) {
        return read(json, 0, json.length);
    }

    /**
     * Reads what {@link #write} wrote, from the middle of an array.
     *
     * @throws IllegalArgumentException if that is no event that this version knows; says why, and shows its beginning
     */
    public DeviceEvent read(byte[] json, int from, int length) {
        try {
            DeviceEvent event = reader.readValue(json, from, length);
            if (event == null || event.device() == null) {
                throw notAnEvent("it names no device", json, from, length, null);
            }
            return event instanceof UnknownEvent unknown ? anew(unknown) : event;
        } catch (JacksonException e) {
            throw notAnEvent(e.getOriginalMessage(), json, from, length, e);
        }
    }

    /** One that was set aside by a version that did not know it. */
    private DeviceEvent anew(UnknownEvent unknown) {
        try {
            DeviceEvent event = reader.readValue(unknown.json());
            return event != null && unknown.device().equals(event.device()) ? event : unknown;
        } catch (JacksonException e) {
            return unknown;
        }
    }

    /**
     * Reads what this or a later version wrote. What this one does not know is the constant that says so, or an
     * {@link UnknownEvent}.
     *
     * @param device whose event it is
     */
    public DeviceEvent readAny(DeviceId device, byte[] json, int from, int length) {
        for (ObjectReader each : List.of(reader, lenient)) {
            try {
                DeviceEvent event = each.readValue(json, from, length);
                if (event != null && event.device() != null) {
                    return event instanceof UnknownEvent unknown ? anew(unknown) : event;
                }
            } catch (JacksonException e) {
                LOG.trace("not an event that this version knows", e);
            }
        }
        String text = new String(json, from, length, StandardCharsets.UTF_8);
        return new UnknownEvent(device, property(text, "type"), text);
    }

    /** The same, whose event it is being told by the text alone. */
    public DeviceEvent readAny(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        DeviceId device;
        try {
            device = DeviceId.parse(property(text, "device"));
        } catch (IllegalArgumentException e) {
            device = NOBODY;
        }
        return readAny(device, json, 0, json.length);
    }

    /** A text of the object; empty if it has none. */
    private String property(String json, String name) {
        try {
            return mapper.readTree(json).path(name).asString("");
        } catch (JacksonException e) {
            return "";
        }
    }

    /** The mapper behind it, for who shows these types inside other JSON. */
    public JsonMapper mapper() {
        return mapper;
    }

    private static IllegalArgumentException notAnEvent(
            String why, byte[] json, int from, int length, @Nullable Exception cause) {
        String shown = new String(json, from, Math.min(length, SHOWN_OF_DAMAGED), StandardCharsets.UTF_8);
        return new IllegalArgumentException("not an event that this version knows: " + why + "; in: " + shown, cause);
    }

    /** Every record of the closed hierarchies. */
    static Set<Class<?>> types() {
        Set<Class<?>> found = new LinkedHashSet<>();
        ROOTS.forEach(root -> collect(root, found));
        return found;
    }

    private static void collect(Class<?> type, Set<Class<?>> found) {
        if (!type.isSealed()) {
            found.add(type);
            return;
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            collect(permitted, found);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface NamedByType {}

    private enum NotKnown {
        @JsonEnumDefaultValue
        UNKNOWN
    }

    private enum Other {
        @JsonEnumDefaultValue
        OTHER
    }

    private static final class TextWriter<T> extends ValueSerializer<T> {
        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.toString());
        }
    }

    private static final class DeviceIdReader extends ValueDeserializer<DeviceId> {
        @Override
        public DeviceId deserialize(JsonParser in, DeserializationContext context) {
            return DeviceId.parse(in.getString());
        }
    }

    private static final class BankIdReader extends ValueDeserializer<BankId> {
        @Override
        public BankId deserialize(JsonParser in, DeserializationContext context) {
            return new BankId(in.getString());
        }
    }
}
