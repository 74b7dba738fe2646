package io.devicegateway.app.http;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What went wrong, for the client: the content of a problem document (RFC 9457).
 *
 * @param status the HTTP status
 * @param code stable name of the kind of problem, for code
 * @param title the kind of problem, in English words, the same for all of a code
 * @param cause what was wrong here
 * @param fix what the client can do
 * @param fields the parts of the request that were wrong; may be empty
 * @param headers pairs of name and value to send with it; may be empty
 */
record Problem(
        int status,
        String code,
        String title,
        String cause,
        String fix,
        List<FieldProblem> fields,
        List<String> headers) {
    /** Media type of a problem document. */
    static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPE_PREFIX = "urn:problem-type:device-gateway:";

    Problem(int status, String code, String title, String cause, String fix) {
        this(status, code, title, cause, fix, List.of(), List.of());
    }

    /** The same with a header. */
    Problem header(String name, String value) {
        return new Problem(status, code, title, cause, fix, fields, List.of(name, value));
    }

    /** The same as an exception that ends the handling of a request. */
    ProblemException asException() {
        return new ProblemException(this);
    }

    /** The document. */
    byte[] toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("type", TYPE_PREFIX + code);
        node.put("title", title);
        node.put("status", status);
        node.put("detail", cause + "." + allowed() + " " + capitalized(fix) + ".");
        node.put("code", code);
        node.put("cause", cause);
        node.put("fix", fix);
        if (!fields.isEmpty()) {
            ArrayNode errors = node.putArray("errors");
            for (FieldProblem field : fields) {
                ObjectNode error = errors.addObject();
                error.put("field", field.field());
                error.put("cause", field.cause());
                error.put("allowed", field.allowed());
            }
        }
        return ApiJson.bytes(node);
    }

    /** What each wrong field may be, for those who show nothing but the detail. */
    private String allowed() {
        return fields.isEmpty()
                ? ""
                : fields.stream()
                        .map(field -> field.field() + ": " + field.allowed())
                        .distinct()
                        .collect(Collectors.joining("; ", " Allowed is ", "."));
    }

    static Problem badRequest(String code, String title, String cause, String fix) {
        return new Problem(400, code, title, cause, fix);
    }

    /** Parts of the request that are missing, mistyped, out of range or not known. */
    static Problem badFields(String code, String title, List<FieldProblem> fields, String fix) {
        StringBuilder cause = new StringBuilder();
        for (FieldProblem field : fields) {
            cause.append(cause.isEmpty() ? "" : "; ")
                    .append(field.field())
                    .append(' ')
                    .append(field.cause());
        }
        return new Problem(400, code, title, cause.toString(), fix, List.copyOf(fields), List.of());
    }

    static Problem badParameter(String name, String cause, String allowed) {
        return badFields(
                "invalid-parameter",
                "A query parameter is not valid",
                List.of(new FieldProblem(name, cause, allowed)),
                "give " + name + " as " + allowed);
    }

    private static String capitalized(@Nullable String text) {
        return text == null || text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /**
     * One part of a request that is wrong.
     *
     * @param field its name
     * @param cause what is wrong with it, following on its name, as {@code is missing}
     * @param allowed what it may be
     */
    record FieldProblem(String field, String cause, String allowed) {}
}
