package io.devicegateway.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.PressureSamples;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.module.SimpleModule;

/**
 * Events as JSON: how they are stored, and how they leave the gateway. A record is an object of its components in their order
 * with its simple name first, as {@code "type"}; device and bank ids are texts, instants are ISO 8601, durations too, and what is
 * null is left out. On reading, properties that this version does not know are passed over, so that an older version can
 * read what a newer one wrote; a type or a constant that it does not know is an error.
 *
 * <p>Safe for all threads. About a quarter of a microsecond to write a small event and three quarters to read it.
 */
public final class EventJson {
    /** The closed hierarchies of the api: their records carry their type. */
    private static final List<Class<?>> ROOTS =
            List.of(DeviceEvent.class, DeviceCommand.class, DeviceReply.class, CommandResult.class);

    private static final int SHOWN_OF_DAMAGED = 200;

    private final JsonMapper mapper;
    private final ObjectWriter writer;
    private final ObjectReader reader;
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
        mapper = builder.build();
        writer = mapper.writerFor(DeviceEvent.class);
        reader = mapper.readerFor(DeviceEvent.class);
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
            return event;
        } catch (JacksonException e) {
            throw notAnEvent(e.getOriginalMessage(), json, from, length, e);
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
