package io.devicegateway.app.http;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.WhenOffline;
import io.devicegateway.app.http.Problem.FieldProblem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command as it was posted.
 *
 * @param command the command
 * @param options deadline and idempotency key
 */
record CommandRequest(DeviceCommand<?> command, CommandOptions options) {
    private static final String TYPE = "type";
    private static final String DEADLINE = "deadline";
    private static final String WHEN_OFFLINE = "whenOffline";
    private static final String KEY = "idempotencyKey";
    private static final String KEY_FORM = "1 to 128 printable characters";

    /**
     * Reads one, strictly: each field there, of its type, in its range, and no other.
     *
     * @param header the idempotency key of the header; null for none
     * @throws ProblemException naming everything that is wrong
     */
    static CommandRequest read(DeviceId device, ObjectNode body, @Nullable String header) {
        CommandType type = type(body);
        List<FieldProblem> problems = new ArrayList<>();
        for (CommandField field : type.fields()) {
            JsonNode value = body.get(field.name());
            if (value == null || value.isNull()) {
                problems.add(new FieldProblem(field.name(), "is missing", field.allowed()));
            } else {
                field.check(value).ifPresent(problems::add);
            }
        }
        problems.addAll(unknownFields(body, type));
        WhenOffline whenOffline = whenOffline(body, problems);
        Optional<Duration> deadline = deadline(body, whenOffline, problems);
        if (!problems.isEmpty()) {
            throw invalid(problems, "correct the fields listed in errors; GET /api/v1/commands describes each command");
        }
        return new CommandRequest(
                type.reader().read(device, new CommandType.Values(body)),
                new CommandOptions(deadline.orElse(null), key(header, body.path(KEY)), whenOffline));
    }

    private static CommandType type(ObjectNode body) {
        JsonNode name = body.path(TYPE);
        String allowed = "one of " + CommandCatalogue.names();
        String cause = name.isMissingNode()
                ? "is missing"
                : name.isString() ? "is '" + name.stringValue() + "', which is no command" : "is not a string";
        return CommandCatalogue.find(name.isString() ? name.stringValue() : "")
                .orElseThrow(() -> invalid(
                        List.of(new FieldProblem(TYPE, cause, allowed)),
                        "give type as " + allowed + "; GET /api/v1/commands describes each"));
    }

    private static List<FieldProblem> unknownFields(ObjectNode body, CommandType type) {
        List<String> known = new ArrayList<>(List.of(TYPE, DEADLINE, WHEN_OFFLINE, KEY));
        type.fields().forEach(field -> known.add(field.name()));
        List<FieldProblem> problems = new ArrayList<>();
        for (String name : body.propertyNames()) {
            // Generated clients have one class for all commands and write null for the fields of the others.
            boolean ofAnother = body.get(name).isNull() && CommandCatalogue.isField(name);
            if (!known.contains(name) && !ofAnother) {
                problems.add(new FieldProblem(
                        name, "is no field of " + type.name(), "only the fields " + String.join(", ", known)));
            }
        }
        return problems;
    }

    private static WhenOffline whenOffline(ObjectNode body, List<FieldProblem> problems) {
        JsonNode value = body.path(WHEN_OFFLINE);
        if (value.isMissingNode() || value.isNull()) {
            return WhenOffline.NOT_SENT;
        }
        List<String> allowed = new ArrayList<>();
        for (WhenOffline each : WhenOffline.values()) {
            if (value.isString() && value.stringValue().equals(each.name())) {
                return each;
            }
            allowed.add(each.name());
        }
        problems.add(new FieldProblem(WHEN_OFFLINE, "is " + value, "one of " + String.join(", ", allowed)));
        return WhenOffline.NOT_SENT;
    }

    private static Optional<Duration> deadline(ObjectNode body, WhenOffline whenOffline, List<FieldProblem> problems) {
        JsonNode value = body.path(DEADLINE);
        boolean waits = whenOffline != WhenOffline.NOT_SENT;
        Duration longest = waits ? CommandOptions.MAX_WAIT : CommandOptions.MAX_DEADLINE;
        String allowed = DurationText.FORM + ", above zero, at most " + longest.toMinutes() + "m";
        if (value.isMissingNode() || value.isNull()) {
            if (waits) {
                problems.add(new FieldProblem(DEADLINE, "is missing for a command that may wait", allowed));
            }
            return Optional.empty();
        }
        Optional<Duration> deadline = value.isString() ? DurationText.parse(value.stringValue()) : Optional.empty();
        if (deadline.isEmpty()) {
            problems.add(new FieldProblem(DEADLINE, "is not a duration", allowed));
            return deadline;
        }
        Duration duration = deadline.get();
        if (duration.isZero() || duration.isNegative() || duration.compareTo(longest) > 0) {
            problems.add(new FieldProblem(DEADLINE, "is out of range", allowed));
        }
        return deadline;
    }

    /** The key of the header, or that of the body, which may be in any language. */
    private static @Nullable String key(@Nullable String header, JsonNode field) {
        String inHeader = header == null ? null : utf8(header).strip();
        if (field.isMissingNode() || field.isNull()) {
            return inHeader == null ? null : checked(inHeader, CommandEndpoints.KEY_HEADER);
        }
        String inBody = field.isString() ? checked(field.stringValue(), KEY) : checked("", KEY);
        if (inHeader != null && !inHeader.equals(inBody)) {
            throw badKey(KEY, "is not the same as in the header " + CommandEndpoints.KEY_HEADER);
        }
        return inBody;
    }

    /** The bytes of a header are read as Latin-1; who writes other letters there writes them in UTF-8. */
    private static String utf8(String header) {
        byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
        String decoded = new String(bytes, StandardCharsets.UTF_8);
        boolean wasLatin = header.chars().allMatch(c -> c < 256);
        return wasLatin && decoded.indexOf('\ufffd') < 0 ? decoded : header;
    }

    private static String checked(String key, String field) {
        try {
            CommandOptions unused = CommandOptions.DEFAULT.once(key);
            return key;
        } catch (IllegalArgumentException e) {
            throw badKey(field, "is not valid");
        }
    }

    private static ProblemException badKey(String field, String cause) {
        return Problem.badFields(
                        "invalid-idempotency-key",
                        "The idempotency key is not valid",
                        List.of(new FieldProblem(field, cause, KEY_FORM)),
                        "send " + KEY_FORM
                                + " that name what you intend, for example a UUID; letters that are not ASCII"
                                + " go best in the field " + KEY + " of the body")
                .asException();
    }

    private static ProblemException invalid(List<FieldProblem> problems, String fix) {
        return Problem.badFields("invalid-command", "The command is not valid", problems, fix)
                .asException();
    }
}
