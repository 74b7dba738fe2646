package io.devicegateway.app.explain;

import io.devicegateway.app.text.Messages;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An explanation as JSON: everything that is known of each part, nothing shortened. */
public final class ExplanationJson {
    private static final HexFormat HEX = HexFormat.of();

    private final Messages messages;

    public ExplanationJson(Messages messages) {
        this.messages = messages;
    }

    /** These parts of one piece of input. */
    public ArrayNode parts(List<Part> parts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        parts.forEach(part -> array.add(part(part)));
        return array;
    }

    private ObjectNode part(Part part) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("part", part.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        node.put("offset", part.offset());
        node.put("bytes", HEX.formatHex(part.bytes()));
        switch (part) {
            case Part.Frame frame -> frame(frame, node);
            case Part.Skipped skipped -> node.put("anomaly", skipped.anomaly());
            case Part.Rest rest -> {}
            case Part.Broken broken -> failure(broken.failure(), node);
        }
        return node;
    }

    private void frame(Part.Frame frame, ObjectNode node) {
        node.put("from", frame.direction().name().toLowerCase(Locale.ROOT));
        node.put("message", frame.message());
        ArrayNode fields = node.putArray("fields");
        for (Part.Field field : frame.fields()) {
            fields.addObject()
                    .put("offset", field.offset())
                    .put("length", field.length())
                    .put("bytes", HEX.formatHex(frame.bytes(), field.offset(), field.offset() + field.length()))
                    .put("name", field.name() == null ? null : messages.say(field.name()))
                    .put("value", field.value())
                    .put("meaning", field.meaning() == null ? null : messages.say(field.meaning()));
        }
        ArrayNode anomalies = node.putArray("anomalies");
        for (Part.Anomaly anomaly : frame.anomalies()) {
            anomalies
                    .addObject()
                    .put("kind", anomaly.kind())
                    .put("offset", anomaly.offset())
                    .put("detail", messages.say(anomaly.detail()));
        }
        if (frame.failure() != null) {
            failure(frame.failure(), node);
        }
    }

    private static void failure(Part.Failure failure, ObjectNode node) {
        node.putObject("failure").put("kind", failure.kind()).put("detail", failure.detail());
    }
}
