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
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Events and their parts as one line for people. It names no type of event, so a new one needs nothing here. What only
 * programs need is left out; the JSON form has it.
 */
public final class EventText {
    private static final int MOST_NUMBERS = 12;
    private static final int SHOWN_OF_MANY = 4;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    /** Names of fields that are said elsewhere in the line, or that say nothing to people. */
    private static final Set<String> LEFT_OUT = Set.of("device", "idempotencyKey", "deadline", "complete");

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
        return fields(object, Set.of());
    }

    private String fields(JsonNode object, Set<String> except) {
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String value = value(field.getValue());
            if (!value.isEmpty() && !LEFT_OUT.contains(field.getKey()) && !except.contains(field.getKey())) {
                fields.add(messages.word("field", field.getKey()) + "=" + value);
            }
        }
        return String.join(" ", fields);
    }

    /** One value; of a long list of numbers only the first, and how many there are. */
    public String value(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            boolean many = value.size() > MOST_NUMBERS && value.path(0).isNumber();
            value.valueStream().limit(many ? SHOWN_OF_MANY : value.size()).forEach(item -> items.add(value(item)));
            if (many) {
                items.add("… " + value.size());
            }
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
        if (value.has("slot") && value.has("content")) {
            return slot(value);
        }
        String naming = value.has("result") ? "result" : "type";
        String name = value.path(naming).asString("");
        String fields = fields(value, Set.of(naming, "commandId", "epoch"));
        return messages.word("event", name) + (fields.isEmpty() && !name.isEmpty() ? "" : "(" + fields + ")");
    }

    /** What is in a slot, as {@code 3:RL1A7C000041(80%)}. */
    private String slot(JsonNode slot) {
        String bank = slot.path("bank").asString("");
        String content =
                bank.isEmpty() ? messages.word("content", slot.path("content").asString("")) : bank;
        String charge = slot.path("chargePercent").asString("");
        return slot.path("slot").asString("?") + ":" + content + (charge.isEmpty() ? "" : "(" + charge + "%)");
    }
}
