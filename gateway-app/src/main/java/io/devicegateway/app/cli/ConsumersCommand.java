package io.devicegateway.app.cli;

import io.devicegateway.app.client.DaemonClient;
import io.devicegateway.app.client.DaemonRefused;
import io.devicegateway.app.client.DaemonUnreachable;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.app.text.TextTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code gateway consumers}: how the consumers of events stand, their dead letters, and letting one go. */
final class ConsumersCommand {
    private static final String PATH = "/api/v1/consumers";

    private ConsumersCommand() {}

    private static String path(String consumer) {
        return PATH + "/" + DaemonClient.escape(consumer);
    }

    @Command(
            name = "consumers",
            description = "Lists the consumers of events: how far each is, how many events wait, how many it gave up.",
            synopsisSubcommandLabel = "[COMMAND]",
            footer = {
                "",
                "Examples:",
                "  gateway consumers",
                "  gateway consumers dead-letters billing",
                "  gateway consumers remove billing"
            })
    static final class Show implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private DaemonOptions daemon = new DaemonOptions();

        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused, Complaint, DaemonUnreachable, DaemonRefused, InterruptedException {
            JsonNode consumers;
            try (DaemonClient client = daemon.client(terminal)) {
                consumers = client.get(PATH).path("consumers");
            }
            if (json) {
                terminal.sayDocument(JsonText.pretty(consumers));
            } else if (consumers.isEmpty()) {
                terminal.say(Phrase.of("consumers.none"));
            } else {
                table(consumers);
            }
            return ExitCode.OK;
        }

        private void table(JsonNode consumers) {
            Messages messages = terminal.messages();
            TextTable table = new TextTable(
                    messages.say("consumers.name"),
                    messages.say("consumers.state"),
                    ">" + messages.say("consumers.position"),
                    ">" + messages.say("consumers.lag"),
                    ">" + messages.say("consumers.parked"),
                    messages.say("consumers.problem"));
            for (JsonNode consumer : consumers) {
                table.row(
                        consumer.path("name").asString(""),
                        consumer.path("state").asString(""),
                        consumer.path("position").asString(""),
                        consumer.path("lag").asString(""),
                        consumer.path("parked").asString(""),
                        consumer.path("problem").asString(""));
            }
            table.lines().forEach(terminal::say);
        }
    }

    @Command(
            name = "remove",
            description =
                    "Forgets a consumer for good, with its position and its dead letters. The journal then keeps nothing for it.",
            footer = {"", "Example:", "  gateway consumers remove billing"})
    static final class Remove implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private DaemonOptions daemon = new DaemonOptions();

        @Parameters(paramLabel = "CONSUMER", description = "Its name.")
        private String consumer = "";

        Remove(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused, Complaint, DaemonUnreachable, DaemonRefused, InterruptedException {
            try (DaemonClient client = daemon.client(terminal)) {
                client.delete(path(consumer));
            }
            terminal.say(Phrase.of("consumers.removed", consumer));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "dead-letters",
            description = "Lists the events that a consumer gave up, oldest first, as JSON.",
            footer = {"", "Example:", "  gateway consumers dead-letters billing"})
    static final class DeadLetters implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private DaemonOptions daemon = new DaemonOptions();

        @Parameters(paramLabel = "CONSUMER", description = "Its name.")
        private String consumer = "";

        @Option(names = "--after", paramLabel = "OFFSET", description = "Only those behind this offset.")
        private long after;

        DeadLetters(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused, Complaint, DaemonUnreachable, DaemonRefused, InterruptedException {
            try (DaemonClient client = daemon.client(terminal)) {
                terminal.sayDocument(
                        JsonText.pretty(client.get(path(consumer) + "/dead-letters?limit=100&after=" + after)
                                .path("deadLetters")));
            }
            return ExitCode.OK;
        }
    }
}
