package io.devicegateway.app.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the commands print it. */
final class JsonText {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();

    private JsonText() {}

    /** On one line. */
    static String line(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /** On several lines, for people too. */
    static String pretty(JsonNode node) {
        return PRETTY.writeValueAsString(node);
    }

    /** The document in a text that the daemon sent. */
    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }
}
