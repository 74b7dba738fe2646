package io.devicegateway.app.http;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.WhenOffline;
import io.devicegateway.app.http.Problem.FieldProblem;
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
    private static final String KEY_FORM = "1 to 128 printable ASCII characters";

    /**
     * Reads one, strictly: each field there, of its type, in its range, and no other.
     *
     * @param key the idempotency key; null for none
     * @throws ProblemException naming everything that is wrong
     */
    static CommandRequest read(DeviceId device, ObjectNode body, @Nullable String key) {
        CommandType type = type(body);
        List<FieldProblem> problems = new ArrayList<>();
        for (CommandField field : type.fields()) {
            JsonNode value = body.get(field.name());
            if (value == null) {
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
                new CommandOptions(deadline.orElse(null), checkedKey(key), whenOffline));
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
        List<String> known = new ArrayList<>(List.of(TYPE, DEADLINE, WHEN_OFFLINE));
        type.fields().forEach(field -> known.add(field.name()));
        List<FieldProblem> problems = new ArrayList<>();
        for (String name : body.propertyNames()) {
            if (!known.contains(name)) {
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

    private static @Nullable String checkedKey(@Nullable String key) {
        if (key == null) {
            return null;
        }
        String trimmed = key.strip();
        if (trimmed.isEmpty() || trimmed.length() > 128 || !trimmed.chars().allMatch(c -> c >= ' ' && c < 127)) {
            throw Problem.badFields(
                            "invalid-idempotency-key",
                            "The idempotency key is not valid",
                            List.of(new FieldProblem(CommandEndpoints.KEY_HEADER, "is not valid", KEY_FORM)),
                            "send " + KEY_FORM + " that name what you intend, for example a UUID")
                    .asException();
        }
        return trimmed;
    }

    private static ProblemException invalid(List<FieldProblem> problems, String fix) {
        return Problem.badFields("invalid-command", "The command is not valid", problems, fix)
                .asException();
    }
}
