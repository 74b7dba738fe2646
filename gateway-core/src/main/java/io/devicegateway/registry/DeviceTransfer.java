package io.devicegateway.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devicegateway.api.DeviceId;
import io.devicegateway.registry.Registry.Listing;
import io.devicegateway.registry.Registry.RegisteredDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the list of devices out of a registry and puts one in: JSON lines, one device a line, as
 * {@code {"id":"acme:CAB0000000000042","labels":{"site":"A1"},"enabled":true}}. What is known of the devices' state stays where
 * it is.
 */
public final class DeviceTransfer {
    private final Registry registry;
    private final JsonMapper mapper = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    public DeviceTransfer(Registry registry) {
        this.registry = registry;
    }

    /** Writes all devices, ordered by id. Answers how many. */
    public long exportTo(Writer out) throws IOException {
        long count = 0;
        for (Iterator<RegisteredDevice> all = registry.all().iterator(); all.hasNext(); count++) {
            RegisteredDevice device = all.next();
            Line line = new Line(
                    device.id().toString(), new TreeMap<>(device.labels()), device.enabled(), device.disabledReason());
            out.write(mapper.writeValueAsString(line));
            out.write('\n');
        }
        out.flush();
        return count;
    }

    /**
     * Registers what stands in the lines, all or, if there is anything wrong with one, none. Blank lines are passed over.
     * Answers how many devices.
     *
     * @throws IllegalArgumentException if a line is not a device; says which and why
     * @throws IllegalStateException if there is no room for that many
     */
    public long importFrom(Reader in) throws IOException {
        List<Listing> listings = new ArrayList<>();
        Map<DeviceId, Integer> lines = new HashMap<>();
        BufferedReader reader = new BufferedReader(in);
        int number = 0;
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
            number++;
            if (!text.isBlank()) {
                Listing listing = listing(text, number);
                Integer before = lines.putIfAbsent(listing.id(), number);
                if (before != null) {
                    throw new IllegalArgumentException(
                            "line " + number + ": " + listing.id() + " stands in line " + before + " already");
                }
                listings.add(listing);
            }
        }
        registry.putAll(listings);
        return listings.size();
    }

    private Listing listing(String text, int number) {
        try {
            Line line = mapper.readValue(text, Line.class);
            if (line == null || line.id() == null) {
                throw new IllegalArgumentException("\"id\" is missing");
            }
            Map<String, String> labels = line.labels();
            if (labels != null && labels.containsValue(null)) {
                throw new IllegalArgumentException("a label has no value");
            }
            Boolean enabled = line.enabled();
            return new Listing(
                    DeviceId.parse(line.id()),
                    labels == null ? Map.of() : labels,
                    enabled == null || enabled,
                    line.disabledReason());
        } catch (JacksonException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
    }

    private record Line(
            @Nullable String id,
            @Nullable Map<String, String> labels,
            @Nullable Boolean enabled,
            @Nullable String disabledReason) {}
}
