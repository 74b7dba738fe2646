package io.devicegateway.app.http;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which events a client wants.
 *
 * @param devices of these devices; empty for all
 * @param types of these records' names; empty for all
 */
record EventFilter(Set<DeviceId> devices, Set<String> types) {
    /** The query parameters it is read from. */
    static final List<String> PARAMETERS = List.of("device", "type");

    static EventFilter read(QueryParameters query) {
        Set<DeviceId> devices = new HashSet<>();
        query.all("device").forEach(text -> devices.add(Call.deviceId("device", text)));
        Set<String> types = new HashSet<>();
        for (String text : query.all("type")) {
            String name =
                    text.startsWith(CloudEvents.TYPE_PREFIX) ? text.substring(CloudEvents.TYPE_PREFIX.length()) : text;
            if (!CloudEvents.names().contains(name)) {
                throw Problem.badParameter(
                                "type",
                                "is '" + text + "', which is no event",
                                "one of " + String.join(", ", CloudEvents.names()))
                        .asException();
            }
            types.add(name);
        }
        return new EventFilter(Set.copyOf(devices), Set.copyOf(types));
    }

    boolean isEverything() {
        return devices.isEmpty() && types.isEmpty();
    }

    boolean accepts(EventRecord event) {
        return (devices.isEmpty() || devices.contains(event.device()))
                && (types.isEmpty() || types.contains(event.event().getClass().getSimpleName()));
    }

    /** The parameters of a query with these beside. */
    static String[] and(String... others) {
        List<String> all = new ArrayList<>(List.of(others));
        all.addAll(PARAMETERS);
        return all.toArray(String[]::new);
    }
}
