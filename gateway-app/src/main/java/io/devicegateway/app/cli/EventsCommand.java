package io.devicegateway.app.cli;

import io.devicegateway.app.client.DaemonClient;
import io.devicegateway.app.client.DaemonRefused;
import io.devicegateway.app.client.DaemonUnreachable;
import io.devicegateway.app.client.EventText;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.text.Phrase;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "events",
        description = {
            "Prints events, oldest first; with --follow also those to come, until Ctrl-C.",
            "",
            "Without --after it begins with the oldest event stored, or with --follow at the present."
        },
        footer = {
            "",
            "Examples:",
            "  gateway events",
            "  gateway events --after 1200 --limit 50",
            "  gateway events --follow --type BankReturned",
            "  gateway events --follow --after 0 --json | jq ."
        })
final class EventsCommand implements Callable<Integer> {
    private static final int PAGE = 1_000;

    private final Terminal terminal;

    @Mixin
    private DaemonOptions daemon = new DaemonOptions();

    @Option(names = "--after", paramLabel = "OFFSET", description = "Only events above this offset; 0 for all.")
    private @Nullable Long after;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many events.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--device", paramLabel = "DEVICE", description = "Only events of this device. Repeatable.")
    private String[] devices = {};

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Only events of this type, as BankReturned. Repeatable.")
    private String[] types = {};

    @Option(
            names = {"-f", "--follow"},
            description =
                    "Goes on with events as they happen; when the connection breaks it is made again and none is missed.")
    private boolean follow;

    @Option(names = "--json", description = "Prints one JSON document (CloudEvents 1.0) a line.")
    private boolean json;

    private long printed;

    EventsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigRefused, Complaint, DaemonUnreachable, DaemonRefused, InterruptedException {
        if (limit < 1 || (after != null && after < 0)) {
            throw new Complaint(ExitCode.USAGE, Phrase.of("events.range"), null);
        }
        try (DaemonClient client = daemon.client(terminal)) {
            if (follow) {
                new EventFollower(client, terminal, filter()).follow(after, this::print);
            } else {
                pages(client);
            }
        }
        return ExitCode.OK;
    }

    private void pages(DaemonClient client) throws DaemonUnreachable, DaemonRefused, InterruptedException {
        long from = after == null ? 0 : after;
        boolean more = true;
        while (more && printed < limit) {
            long size = Math.min(PAGE, limit - printed);
            JsonNode page = client.get("/api/v1/events?after=" + from + "&limit=" + size + filter());
            page.path("events").forEach(this::print);
            long next = page.path("next").asLong(from);
            more = next > from && next < page.path("lastOffset").asLong(next);
            from = next;
        }
    }

    private String filter() {
        StringBuilder filter = new StringBuilder();
        for (String device : devices) {
            filter.append("&device=").append(DaemonClient.escape(device));
        }
        for (String type : types) {
            filter.append("&type=").append(DaemonClient.escape(type));
        }
        return filter.toString();
    }

    /** Answers whether more are wanted. */
    private boolean print(JsonNode event) {
        if (printed < limit) {
            printed++;
            terminal.say(
                    json
                            ? JsonText.line(event)
                            : new EventText(terminal.messages(), ZoneId.systemDefault()).line(event));
            if (follow) {
                terminal.out().flush();
            }
        }
        return printed < limit && !terminal.out().checkError();
    }
}
