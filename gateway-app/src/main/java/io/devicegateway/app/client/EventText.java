package io.devicegateway.app.client;

import io.devicegateway.app.text.Messages;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Events and their parts as one line for people. It names no type of event, so a new one needs nothing here. */
public final class EventText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private final Messages messages;
    private final ZoneId zone;

    public EventText(Messages messages, ZoneId zone) {
        this.messages = messages;
        this.zone = zone;
    }

    /** A CloudEvent as the daemon sends it. */
    public String line(JsonNode event) {
        String type = event.path("type").asString("");
        String name = type.substring(type.lastIndexOf('.') + 1);
        String fields = fields(event.path("data"));
        return time(event.path("time").asString("")) + "  #"
                + event.path("offset").asString("?") + "  "
                + event.path("subject").asString("?") + "  " + messages.word("event", name)
                + (fields.isEmpty() ? "" : "  " + fields);
    }

    /** A moment on the clock of the reader. */
    public String time(String instant) {
        try {
            return TIME.format(Instant.parse(instant).atZone(zone));
        } catch (DateTimeParseException e) {
            return instant.isEmpty() ? "-" : instant;
        }
    }

    /** The fields of an object; those that say nothing, and the device, are left out. */
    public String fields(JsonNode object) {
        return fields(object, "device");
    }

    private String fields(JsonNode object, String except) {
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String value = value(field.getValue());
            if (!value.isEmpty() && !field.getKey().equals(except)) {
                fields.add(messages.word("field", field.getKey()) + "=" + value);
            }
        }
        return String.join(" ", fields);
    }

    /** One value. */
    public String value(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(value(item)));
            return "[" + String.join(", ", items) + "]";
        }
        if (value.isObject()) {
            return object(value);
        }
        String text = value.asString("");
        return text.indexOf(' ') >= 0 ? "\"" + text + "\"" : text;
    }

    /** A command, reply or result by its name first, then its fields. */
    private String object(JsonNode value) {
        String naming = value.has("result") ? "result" : "type";
        String name = value.path(naming).asString("");
        String fields = fields(value, naming);
        return messages.word("event", name) + (fields.isEmpty() && !name.isEmpty() ? "" : "(" + fields + ")");
    }
}
