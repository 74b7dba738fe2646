package io.devicegateway.app.cli;

import io.devicegateway.app.client.DaemonClient;
import io.devicegateway.app.client.DaemonRefused;
import io.devicegateway.app.client.DaemonUnreachable;
import io.devicegateway.app.client.EventText;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.app.text.TextTable;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code gateway devices}: what the daemon knows of the devices, and changes to that. */
final class DevicesCommand {
    private static final String PATH = "/api/v1/devices";

    private DevicesCommand() {}

    private static String path(String device) {
        return PATH + "/" + DaemonClient.escape(device);
    }

    @Command(
            name = "devices",
            description = "Lists the devices, or shows one of them with its slots and what it told of itself.",
            synopsisSubcommandLabel = "[COMMAND]",
            footer = {
                "",
                "Examples:",
                "  gateway devices",
                "  gateway devices --presence online --json",
                "  gateway devices wosi:WSTD081565222888",
                "  gateway devices put wosi:WSTD081565222888 --label site=station",
                "  gateway devices put wosi:WSTD081565222888 --disable \"stolen\"",
                "  gateway devices unknown"
            })
    static final class Show implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private DaemonOptions daemon = new DaemonOptions();

        @Parameters(arity = "0..1", paramLabel = "DEVICE", description = "A device, as wosi:WSTD081565222888.")
        private @Nullable String device;

        @Option(names = "--presence", paramLabel = "STATE", description = "Only online, stale or offline ones.")
        private @Nullable String presence;

        @Option(names = "--protocol", paramLabel = "NAME", description = "Only those of this protocol.")
        private @Nullable String protocol;

        @Option(names = "--label", paramLabel = "NAME[=VALUE]", description = "Only those with this label. Repeatable.")
        private String[] labels = {};

        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused, Complaint, DaemonUnreachable, DaemonRefused, InterruptedException {
            try (DaemonClient client = daemon.client(terminal)) {
                if (device == null) {
                    list(client);
                } else {
                    JsonNode found = client.get(path(device));
                    if (json) {
                        terminal.sayDocument(JsonText.pretty(found));
                    } else {
                        new DeviceText(terminal).details(found);
                    }
                }
            }
            return ExitCode.OK;
        }

        private void list(DaemonClient client) throws DaemonUnreachable, DaemonRefused, InterruptedException {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            String after = "";
            do {
                JsonNode page = client.get(PATH + query(after));
                page.path("devices").forEach(all::add);
                after = page.path("next").asString("");
            } while (!after.isEmpty());
            if (json) {
                terminal.sayDocument(JsonText.pretty(all));
            } else if (all.isEmpty()) {
                boolean filtered = presence != null || protocol != null || labels.length > 0;
                terminal.say(Phrase.of(filtered ? "devices.none.so" : "devices.none"));
            } else {
                new DeviceText(terminal).table(all);
            }
        }

        private String query(String after) {
            StringBuilder query = new StringBuilder("?limit=1000");
            append(query, "after", after);
            append(query, "presence", presence);
            append(query, "protocol", protocol);
            for (String label : labels) {
                append(query, "label", label);
            }
            return query.toString();
        }

        private static void append(StringBuilder query, String name, @Nullable String value) {
            if (value != null && !value.isEmpty()) {
                query.append('&').append(name).append('=').append(DaemonClient.escape(value));
            }
        }
    }

    @Command(
            name = "put",
            description = "Registers a device, or changes its labels and whether it may connect.",
            footer = {
                "",
                "Examples:",
                "  gateway devices put wosi:WSTD081565222888 --label site=station --label floor=2",
                "  gateway devices put wosi:WSTD081565222888 --disable \"stolen\"",
                "  gateway devices put wosi:WSTD081565222888 --enable"
            })
    static final class Put implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private DaemonOptions daemon = new DaemonOptions();

        @Parameters(paramLabel = "DEVICE", description = "The device, as wosi:WSTD081565222888.")
        private String device = "";

        @Option(
                names = "--label",
                paramLabel = "NAME=VALUE",
                description = "A label. Repeatable; given once or more, these are all its labels from then on.")
        private Map<String, String> labels = new LinkedHashMap<>();

        @Option(names = "--disable", paramLabel = "REASON", description = "It may not connect, for this reason.")
        private @Nullable String disable;

        @Option(names = "--enable", description = "It may connect again.")
        private boolean enable;

        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        Put(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused, Complaint, DaemonUnreachable, DaemonRefused, InterruptedException {
            if (enable && disable != null) {
                throw new Complaint(ExitCode.USAGE, Phrase.of("devices.enable.disable"), null);
            }
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            if (!labels.isEmpty()) {
                ObjectNode node = body.putObject("labels");
                labels.forEach(node::put);
            }
            if (enable || disable != null) {
                body.put("enabled", enable);
            }
            if (disable != null) {
                body.put("reason", disable);
            }
            try (DaemonClient client = daemon.client(terminal)) {
                JsonNode now = client.put(path(device), body);
                if (json) {
                    terminal.sayDocument(JsonText.pretty(now));
                } else {
                    new DeviceText(terminal).details(now);
                }
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "remove",
            description =
                    "Forgets a device and what is known of it; its events stay. With open admission it comes back when it"
                            + " connects.",
            footer = {"", "Example:", "  gateway devices remove wosi:WSTD081565222888"})
    static final class Remove implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private DaemonOptions daemon = new DaemonOptions();

        @Parameters(paramLabel = "DEVICE", description = "The device, as wosi:WSTD081565222888.")
        private String device = "";

        Remove(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused, Complaint, DaemonUnreachable, DaemonRefused, InterruptedException {
            try (DaemonClient client = daemon.client(terminal)) {
                client.delete(path(device));
            }
            terminal.say(Phrase.of("devices.removed", device));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "unknown",
            description = "Lists devices that were refused because they are not registered.",
            footer = {"", "Example:", "  gateway devices unknown"})
    static final class Unknown implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private DaemonOptions daemon = new DaemonOptions();

        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        Unknown(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused, Complaint, DaemonUnreachable, DaemonRefused, InterruptedException {
            try (DaemonClient client = daemon.client(terminal)) {
                JsonNode devices = client.get("/api/v1/unknown-devices").path("devices");
                if (json) {
                    terminal.sayDocument(JsonText.pretty(devices));
                } else {
                    table(devices);
                }
            }
            return ExitCode.OK;
        }

        private void table(JsonNode devices) {
            Messages messages = terminal.messages();
            EventText text = new EventText(messages, ZoneId.systemDefault());
            if (devices.isEmpty()) {
                terminal.say(Phrase.of("devices.unknown.none"));
                return;
            }
            TextTable table = new TextTable(
                    messages.say("devices.device"),
                    messages.say("devices.remote"),
                    ">" + messages.say("devices.attempts"),
                    messages.say("devices.first"),
                    messages.say("devices.last"));
            for (JsonNode device : devices) {
                table.row(
                        device.path("id").asString(""),
                        device.path("remote").asString(""),
                        device.path("attempts").asString(""),
                        text.time(device.path("firstSeen").asString("")),
                        text.time(device.path("lastSeen").asString("")));
            }
            table.lines().forEach(terminal::say);
        }
    }
}
