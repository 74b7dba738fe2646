package io.devicegateway.app.cli;

import io.devicegateway.app.client.DaemonClient;
import io.devicegateway.app.client.DaemonRefused;
import io.devicegateway.app.client.DaemonUnreachable;
import io.devicegateway.app.client.EventText;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.app.text.TextTable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "send",
        description = {
            "Sends a command to a device and waits for its outcome.",
            "",
            "Exit code: 0 done, 1 refused, 4 not sent (safe to send again), 5 unknown (it may have happened: do not send it"
                    + " again blindly; the same --key never carries it out twice)."
        },
        footer = {
            "",
            "Examples:",
            "  gateway send --list",
            "  gateway send wosi:WSTD081565222888 QueryInventory",
            "  gateway send wosi:WSTD081565222888 RentBank slot=3 --deadline 10s",
            "  gateway send wosi:WSTD081565222888 RentBank slot=3 --key order-4711"
        })
final class SendCommand implements Callable<Integer> {
    /** Longer than the longest deadline of a command, with some time for the answer. */
    private static final Duration PATIENCE = Duration.ofMinutes(11);

    private final Terminal terminal;

    @Mixin
    private DaemonOptions daemon = new DaemonOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DEVICE",
            description = "The device, as wosi:WSTD081565222888.")
    private @Nullable String device;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "COMMAND",
            description = "The command, as RentBank; see --list.")
    private @Nullable String command;

    @Parameters(index = "2..*", paramLabel = "FIELD=VALUE", description = "Its fields, as slot=3.")
    private List<String> fields = new ArrayList<>();

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            description = "Within what time the outcome is told, as 10s; otherwise the protocol's own.")
    private @Nullable String deadline;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "Idempotency key: the same key gives the same outcome and never a second effect. Otherwise a random"
                            + " one.")
    private @Nullable String key;

    @Option(names = "--list", description = "Lists the commands and their fields.")
    private boolean list;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    SendCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigRefused, Complaint, DaemonUnreachable, DaemonRefused, InterruptedException {
        try (DaemonClient client = daemon.client(terminal)) {
            if (!list && (device == null || command == null)) {
                throw new Complaint(ExitCode.USAGE, Phrase.of("send.incomplete"), Phrase.of("send.incomplete.fix"));
            }
            JsonNode catalogue = client.get("/api/v1/commands").path("commands");
            if (list || device == null || command == null) {
                list(catalogue);
                return ExitCode.OK;
            }
            return send(client, device, body(catalogue, command));
        }
    }

    private void list(JsonNode catalogue) {
        if (json) {
            terminal.sayDocument(JsonText.pretty(catalogue));
            return;
        }
        Messages messages = terminal.messages();
        TextTable table = new TextTable(
                messages.say("send.command"),
                messages.say("send.safety"),
                messages.say("send.fields"),
                messages.say("send.what"));
        for (JsonNode type : catalogue) {
            List<String> names = new ArrayList<>();
            type.path("fields").forEach(field -> names.add(field.path("name").asString("")));
            table.row(
                    type.path("type").asString(""),
                    messages.word("safety", type.path("safety").asString("")),
                    String.join(" ", names),
                    type.path("description").asString(""));
        }
        table.lines().forEach(terminal::say);
    }

    /** The command as it is posted: values are numbers where the catalogue says so. */
    private ObjectNode body(JsonNode catalogue, String wished) throws Complaint {
        JsonNode type = type(catalogue, wished);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("type", type.path("type").asString(wished));
        for (String field : fields) {
            int equals = field.indexOf('=');
            if (equals < 1) {
                throw new Complaint(ExitCode.USAGE, Phrase.of("send.field.bad", field), Phrase.of("send.field.fix"));
            }
            put(body, type, field.substring(0, equals), field.substring(equals + 1));
        }
        if (deadline != null) {
            body.put("deadline", deadline);
        }
        return body;
    }

    private static JsonNode type(JsonNode catalogue, String wished) throws Complaint {
        List<String> names = new ArrayList<>();
        for (JsonNode type : catalogue) {
            String name = type.path("type").asString("");
            names.add(name);
            if (name.toLowerCase(Locale.ROOT).equals(wished.toLowerCase(Locale.ROOT))) {
                return type;
            }
        }
        throw new Complaint(
                ExitCode.USAGE,
                Phrase.of("send.unknown", wished),
                Phrase.of("send.unknown.fix", String.join(", ", names)));
    }

    private static void put(ObjectNode body, JsonNode type, String name, String value) {
        boolean number = false;
        for (JsonNode field : type.path("fields")) {
            number |= field.path("name").asString("").equals(name)
                    && field.path("type").asString("").equals("integer");
        }
        if (number && value.matches("-?\\d{1,18}")) {
            body.put(name, Long.parseLong(value));
        } else {
            body.put(name, value);
        }
    }

    private int send(DaemonClient client, String target, ObjectNode body)
            throws DaemonUnreachable, DaemonRefused, InterruptedException {
        String chosen = key == null ? UUID.randomUUID().toString() : key;
        JsonNode answer;
        try {
            answer = client.post(
                    "/api/v1/devices/" + DaemonClient.escape(target) + "/commands",
                    body,
                    Map.of("Idempotency-Key", chosen),
                    PATIENCE);
        } catch (DaemonUnreachable e) {
            if (e.requestMayHaveArrived()) {
                terminal.note(Phrase.of("send.lost", e.getMessage() == null ? "" : e.getMessage(), chosen));
                return ExitCode.UNKNOWN;
            }
            throw e;
        } catch (DaemonRefused e) {
            if (e.code().equals("command-unsettled")) {
                terminal.note(Phrase.of("send.lost", e.getMessage() == null ? "" : e.getMessage(), chosen));
                return ExitCode.UNKNOWN;
            }
            throw e;
        }
        return outcome(answer, chosen);
    }

    private int outcome(JsonNode answer, String chosen) {
        String result = answer.path("result").asString("");
        if (json) {
            terminal.sayDocument(JsonText.pretty(answer));
        } else {
            EventText text = new EventText(terminal.messages(), ZoneId.systemDefault());
            String reply = text.value(answer.path("reply"));
            String reason =
                    terminal.messages().word("reason", answer.path("reason").asString(""));
            String detail = answer.path("detail").asString("");
            terminal.say(Phrase.of(
                    "send.result." + result,
                    reply.isEmpty() ? reason + (detail.isEmpty() ? "" : ": " + detail) : reply,
                    chosen));
        }
        return switch (result) {
            case "done" -> ExitCode.OK;
            case "refused" -> ExitCode.PROBLEM;
            case "notSent" -> ExitCode.NOT_SENT;
            default -> ExitCode.UNKNOWN;
        };
    }
}
