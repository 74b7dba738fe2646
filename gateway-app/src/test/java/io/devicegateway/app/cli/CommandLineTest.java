package io.devicegateway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.cli.CliRunner.Outcome;
import io.devicegateway.app.daemon.StartRefused;
import io.devicegateway.app.text.Phrase;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

final class CommandLineTest {
    private final CliRunner runner = new CliRunner();

    static Stream<String> everyCommand() {
        List<String> commands = new ArrayList<>();
        collect(commandLine(), "", commands);
        return commands.stream();
    }

    private static CommandLine commandLine() {
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(Writer.nullWriter()),
                Map.of());
        return Cli.commandLine(terminal, CliRunner.PROTOCOLS, config -> {
            throw StartRefused.forNow(Phrase.text("none"), Phrase.text("none"), null);
        });
    }

    private static void collect(CommandLine command, String path, List<String> commands) {
        commands.add(path.strip());
        command.getSubcommands().forEach((name, sub) -> collect(sub, path + " " + name, commands));
    }

    @ParameterizedTest(name = "gateway {0} --help")
    @MethodSource("everyCommand")
    void everyCommandHasHelpWithExamples(String command) {
        List<String> arguments = new ArrayList<>(command.isEmpty() ? List.of() : List.of(command.split(" ")));
        arguments.add("--help");
        Outcome help = runner.run(arguments.toArray(String[]::new));
        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains("Usage: gateway " + command, "--help", "--lang");
        if (!List.of("config", "journal").contains(command)) {
            assertThat(help.out()).containsPattern("Examples?:\n  gateway " + command);
        }
    }

    @Test
    void everyOptionAndParameterIsDescribed() {
        List<CommandLine> commands = new ArrayList<>(List.of(commandLine()));
        for (int i = 0; i < commands.size(); i++) {
            CommandLine command = commands.get(i);
            commands.addAll(command.getSubcommands().values());
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(command.getCommandName())
                    .isNotEmpty();
            for (ArgSpec argument : command.getCommandSpec().args()) {
                assertThat(argument.description())
                        .as(command.getCommandName() + " " + argument.paramLabel())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void withoutACommandItShowsTheHelp() {
        Outcome outcome = runner.run();
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("Usage: gateway", "Exit codes:", "demo");
    }

    @Test
    void aMistypedCommandOrOptionIsRefusedWithWhatMayBeMeant() {
        assertThat(runner.run("decod")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("decod", "gateway decode", "See: gateway --help");
        });
        assertThat(runner.run("config", "show", "--jsn")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("--jsn", "--json", "See: gateway config show --help");
        });
    }

    @Test
    void printsItsVersion() {
        assertThat(runner.run("version").out()).contains("device-gateway ", "Java ");
        assertThat(runner.run("--version").out()).contains("device-gateway ");
    }

    @Test
    void checksAConfiguration(@TempDir Path folder) throws Exception {
        Path good = Files.writeString(folder.resolve("good.yaml"), "wosi.port: 1\n");
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "wosi:\n  prot: 1\nhttp.port: x\n");

        assertThat(runner.run("config", "check", good.toString()))
                .isEqualTo(new Outcome(0, good + ": no problems found\n", ""));
        Outcome refused = runner.run("config", "check", bad.toString());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out().lines())
                .containsExactly(
                        bad + ":2:3: wosi.prot: unknown key. Did you mean wosi.port?",
                        bad
                                + ":3:12: http.port: 'x' is not allowed; allowed is a port from 0 to 65535, 0 for a free one");
        assertThat(runner.run("config", "check", bad.toString(), "--lang", "zh").out())
                .contains("未知的配置项");
        assertThat(runner.run("config", "check", bad.toString(), "--json").out())
                .contains("\"key\":\"wosi.prot\"", "\"place\":\"" + bad + ":2:3\"");
    }

    @Test
    void showsWhatHoldsAndWhereItComesFrom(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "vending.broker: tcp://u:secret@h:1883\n");
        Outcome shown = runner.environment(Map.of("GATEWAY_WOSI_PORT", "7"))
                .run("config", "show", "--changed", "-c", file.toString(), "-d", "/x", "-s", "http.port=0");
        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "key value from",
                        "data /x --data",
                        "http.port 0 --set http.port",
                        "wosi.port 7 GATEWAY_WOSI_PORT",
                        "vending.broker *** " + file + ":1:17");
    }

    @Test
    void refusesAConfigurationBeforeAnythingElse() {
        assertThat(runner.run("run", "--set", "wosi.prot=1")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err())
                    .contains(
                            "The configuration cannot be used (1 problem(s)):",
                            "--set wosi.prot: wosi.prot: unknown key");
        });
        assertThat(runner.run("run", "--set", "wosi.port")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("write it as KEY=VALUE");
        });
    }

    @Test
    void listsTheSettings() {
        assertThat(runner.run("config", "keys", "wosi.port").out())
                .contains("wosi.port = 51608")
                .contains("GATEWAY_WOSI_PORT")
                .doesNotContain("http.port");
    }

    @Test
    void saysWhyTheDaemonCannotStart(@TempDir Path folder) {
        Outcome outcome = runner.run("run", "--data", folder.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("Problem: The gateway cannot start: there is none", "Fix: do without");
    }

    @Test
    void followsTheLocaleUnlessToldOtherwise() {
        runner.environment(Map.of("LANG", "zh_CN.UTF-8"));
        assertThat(runner.run("send").err()).contains("问题");
        assertThat(runner.run("send", "--lang", "en").err()).contains("Problem");
    }
}
