package io.devicegateway.app.http;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.EventRecord;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * Journalled events as CloudEvents 1.0 in JSON. The journal's offset and the session's epoch are extensions, and so is the
 * message as the device sent it, in hexadecimal.
 */
public final class CloudEvents {
    /** What comes before the name of the event's record in a CloudEvents type. */
    static final String TYPE_PREFIX = "io.devicegateway.";

    /** The CloudEvents source of all events of a gateway. */
    static final String SOURCE = "/device-gateway";

    private static final Set<String> NAMES = recordNames(DeviceEvent.class, new TreeSet<>());

    private CloudEvents() {}

    /** The names of all events, without prefix, sorted. */
    static Set<String> names() {
        return NAMES;
    }

    static String type(DeviceEvent event) {
        return TYPE_PREFIX + event.getClass().getSimpleName();
    }

    /** An event with everything that is known of it. */
    public static ObjectNode envelope(EventRecord event) {
        ObjectNode node = ApiJson.object();
        node.put("specversion", "1.0");
        node.put("id", event.id());
        node.put("source", SOURCE);
        node.put("type", type(event.event()));
        node.put("subject", event.device().toString());
        node.put("time", event.receivedAt().toString());
        node.put("datacontenttype", "application/json");
        node.put("offset", event.offset());
        node.put("epoch", event.epoch());
        if (event.raw().hasRemaining()) {
            node.put("raw", hex(event.raw()));
        }
        node.set("data", ApiJson.event(event.event()));
        return node;
    }

    private static String hex(ByteBuffer raw) {
        byte[] bytes = new byte[raw.remaining()];
        raw.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Set<String> recordNames(Class<?> type, Set<String> names) {
        if (type.isRecord()) {
            names.add(type.getSimpleName());
        }
        Class<?>[] permitted = type.getPermittedSubclasses();
        if (permitted != null) {
            for (Class<?> next : permitted) {
                recordNames(next, names);
            }
        }
        return names;
    }
}
