package io.devicegateway.app.http;

import io.devicegateway.app.http.Problem.FieldProblem;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One field of a command, as it is written in JSON. All fields of a command are required. */
sealed interface CommandField {
    /** The record component's name. */
    String name();

    /** What it means, in English words. */
    String description();

    /** What may stand there, in English words. */
    String allowed();

    /** What is wrong with a value; empty when it may stand there. */
    Optional<FieldProblem> check(JsonNode value);

    /** The field for whoever makes a form of it: name, JSON type, bounds. */
    ObjectNode describe();

    /**
     * A whole number.
     *
     * @param min lowest value
     * @param max highest value
     */
    record Whole(String name, int min, int max, String description) implements CommandField {
        @Override
        public String allowed() {
            return "a whole number from " + min + " to " + max;
        }

        @Override
        public Optional<FieldProblem> check(JsonNode value) {
            if (!value.isIntegralNumber()) {
                return Optional.of(new FieldProblem(name, "is " + kind(value) + ", not a whole number", allowed()));
            }
            if (!value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
                return Optional.of(new FieldProblem(name, "is out of range", allowed()));
            }
            return Optional.empty();
        }

        @Override
        public ObjectNode describe() {
            return head(this, "integer").put("minimum", min).put("maximum", max);
        }
    }

    /**
     * Printable ASCII text.
     *
     * @param minLength shortest text, in characters
     * @param maxLength longest text, in characters
     * @param secret whether it must not be shown to people
     */
    record Text(String name, int minLength, int maxLength, boolean secret, String description) implements CommandField {
        /** A text that is not empty. */
        Text(String name, int maxLength, boolean secret, String description) {
            this(name, 1, maxLength, secret, description);
        }

        @Override
        public String allowed() {
            return minLength + " to " + maxLength + " printable ASCII characters";
        }

        @Override
        public Optional<FieldProblem> check(JsonNode value) {
            if (!value.isString()) {
                return Optional.of(new FieldProblem(name, "is " + kind(value) + ", not a string", allowed()));
            }
            String text = value.stringValue();
            if (text.length() < minLength || text.length() > maxLength) {
                return Optional.of(new FieldProblem(name, "is " + text.length() + " characters long", allowed()));
            }
            if (!text.chars().allMatch(c -> c >= ' ' && c < 127)) {
                return Optional.of(new FieldProblem(name, "has a character that is not printable ASCII", allowed()));
            }
            return Optional.empty();
        }

        @Override
        public ObjectNode describe() {
            ObjectNode node = head(this, "string").put("minLength", minLength).put("maxLength", maxLength);
            return secret ? node.put("secret", true) : node;
        }
    }

    private static ObjectNode head(CommandField field, String type) {
        return ApiJson.object()
                .put("name", field.name())
                .put("type", type)
                .put("required", true)
                .put("description", field.description());
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "null";
            case NUMBER -> "a number with a fraction";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case BINARY, POJO -> "no JSON value";
        };
    }
}
