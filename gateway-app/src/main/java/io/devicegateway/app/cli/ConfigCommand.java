package io.devicegateway.app.cli;

import io.devicegateway.app.config.ConfigLoader;
import io.devicegateway.app.config.ConfigProblem;
import io.devicegateway.app.config.ConfigReference;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.config.ConfigSources;
import io.devicegateway.app.config.GatewayConfig;
import io.devicegateway.app.config.LoadedConfig;
import io.devicegateway.app.config.LoadedConfig.Effective;
import io.devicegateway.app.config.Section;
import io.devicegateway.app.config.Setting;
import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.app.text.TextTable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code gateway config}: what can be set, what is set, and whether it can stand. */
final class ConfigCommand {
    private ConfigCommand() {}

    /** The command that holds the others. */
    @Command(name = "config", description = "Checks and shows the configuration.", synopsisSubcommandLabel = "COMMAND")
    static final class Group {}

    @Command(
            name = "check",
            description = "Checks the configuration and lists everything that is wrong with it. Exit code 0 or 1.",
            footer = {
                "",
                "Examples:",
                "  gateway config check",
                "  gateway config check /etc/device-gateway/gateway.yaml",
                "  gateway config check --config /etc/device-gateway/gateway.yaml"
            })
    static final class Check implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private ConfigOptions config = new ConfigOptions();

        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                description = "The file to check instead of the one that would be used.")
        private @Nullable Path file;

        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        Check(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            ConfigSources sources = config.sources(terminal);
            if (file != null) {
                sources = sources.withFile(file);
            }
            try {
                accepted(ConfigLoader.load(sources).file());
                return ExitCode.OK;
            } catch (ConfigRefused e) {
                refused(e);
                return ExitCode.PROBLEM;
            }
        }

        private void accepted(Optional<Path> checked) {
            if (json) {
                terminal.say("{\"problems\":[]}");
            } else {
                terminal.say(checked.map(path -> Phrase.of("config.ok", path)).orElse(Phrase.of("config.ok.nofile")));
            }
        }

        private void refused(ConfigRefused refused) {
            Messages messages = terminal.messages();
            if (!json) {
                refused.problems().forEach(problem -> terminal.say(problem.shown(messages)));
                return;
            }
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            ArrayNode problems = node.putArray("problems");
            for (ConfigProblem problem : refused.problems()) {
                problems.addObject()
                        .put("place", messages.say(problem.origin().shown()))
                        .put("key", problem.key())
                        .put("problem", problem.shown(messages));
            }
            terminal.say(JsonText.line(node));
        }
    }

    @Command(
            name = "show",
            description =
                    "Prints the value that holds for each setting and where it comes from. Secrets are not shown.",
            footer = {"", "Examples:", "  gateway config show", "  GATEWAY_HTTP_PORT=0 gateway config show --changed"})
    static final class Show implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private ConfigOptions config = new ConfigOptions();

        @Option(names = "--changed", description = "Only settings that are not at their default.")
        private boolean changed;

        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused {
            LoadedConfig loaded = config.load(terminal);
            Messages messages = terminal.messages();
            TextTable table = new TextTable(
                    messages.say("config.key"), messages.say("config.value"), messages.say("config.origin"));
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            for (Effective value : loaded.values()) {
                if (changed && value.text().equals(value.setting().defaultText())) {
                    continue;
                }
                String origin = messages.say(value.origin().shown());
                table.row(value.setting().key(), value.text(), origin);
                document.putObject(value.setting().key())
                        .put("value", value.text())
                        .put("origin", origin);
            }
            if (json) {
                terminal.sayDocument(JsonText.pretty(document));
            } else {
                table.lines().forEach(terminal::say);
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "keys",
            description = "Lists every setting: key, default, what is allowed, meaning.",
            footer = {
                "",
                "Examples:",
                "  gateway config keys",
                "  gateway config keys wosi",
                "  gateway config keys --format yaml > gateway.yaml"
            })
    static final class Keys implements Callable<Integer> {
        enum Format {
            text,
            markdown,
            yaml
        }

        private final Terminal terminal;

        @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "Only keys that begin so.")
        private String prefix = "";

        @Option(
                names = "--format",
                defaultValue = "text",
                description =
                        "One of ${COMPLETION-CANDIDATES}: markdown is the page of the documentation, yaml the commented"
                                + " file.")
        private Format format = Format.text;

        Keys(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            switch (format) {
                case text -> text();
                case markdown -> terminal.out().print(ConfigReference.markdown());
                case yaml -> terminal.out().print(ConfigReference.yaml());
            }
            return ExitCode.OK;
        }

        private void text() {
            for (Section section : GatewayConfig.SECTIONS) {
                for (Setting<?> setting : section.settings()) {
                    if (setting.key().startsWith(prefix)) {
                        terminal.say(setting.key() + " = " + setting.defaultText());
                        terminal.say("    " + setting.description());
                        terminal.say("    "
                                + terminal.messages()
                                        .say(
                                                "config.key.allowed",
                                                setting.type().allowed(),
                                                setting.environment()));
                    }
                }
            }
        }
    }
}
