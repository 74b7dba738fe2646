package io.devicegateway.app.cli;

import io.devicegateway.app.client.DaemonClient;
import io.devicegateway.app.config.ConfigProblem;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.config.GatewayConfig;
import io.devicegateway.app.config.LoadedConfig;
import io.devicegateway.app.daemon.DaemonFiles;
import io.devicegateway.app.doctor.Check;
import io.devicegateway.app.doctor.ClockCheck;
import io.devicegateway.app.doctor.DaemonCheck;
import io.devicegateway.app.doctor.DataDirectoryCheck;
import io.devicegateway.app.doctor.Finding;
import io.devicegateway.app.doctor.Finding.Severity;
import io.devicegateway.app.doctor.JavaCheck;
import io.devicegateway.app.doctor.JournalSoundCheck;
import io.devicegateway.app.doctor.LockCheck;
import io.devicegateway.app.doctor.OpenFilesCheck;
import io.devicegateway.app.doctor.PortCheck;
import io.devicegateway.app.doctor.TokenCheck;
import io.devicegateway.app.http.AccessToken;
import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.journal.DirectoryLock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "doctor",
        description = {
            "Looks at everything that usually goes wrong: Java, configuration, data directory, disk, token, daemon and its"
                    + " health, ports, limits, clock. Says of each finding what to do.",
            "",
            "Exit code 1 if something does not work; warnings alone are 0."
        },
        footer = {"", "Examples:", "  gateway doctor", "  gateway doctor --lang zh", "  gateway doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    /** Where embedded brokers listen. */
    private static final String LOOPBACK = "127.0.0.1";

    private final Terminal terminal;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Finding> findings = new ArrayList<>(JavaCheck.ofThisProcess().findings());
        try {
            LoadedConfig loaded = config.load(terminal);
            Phrase from =
                    loaded.file().map(file -> Phrase.of("config.ok", file)).orElse(Phrase.of("config.ok.nofile"));
            findings.add(new Finding(Severity.OK, "config", from, null));
            examine(loaded.config(), findings);
        } catch (ConfigRefused e) {
            for (ConfigProblem problem : e.problems()) {
                findings.add(new Finding(
                        Severity.PROBLEM,
                        "config",
                        Phrase.of("text", problem.shown(terminal.messages())),
                        Phrase.of("doctor.config.fix")));
            }
        }
        if (json) {
            print(findings);
        } else {
            say(findings);
        }
        boolean works = findings.stream().noneMatch(finding -> finding.severity() == Severity.PROBLEM);
        return works ? ExitCode.OK : ExitCode.PROBLEM;
    }

    private void examine(GatewayConfig loaded, List<Finding> findings) throws InterruptedException {
        Path data = loaded.data();
        Path token = data.resolve(AccessToken.FILE);
        List<Check> checks = new ArrayList<>();
        checks.add(new DataDirectoryCheck(
                data, loaded.journal().reserveBytes(), loaded.journal().maxBytes()));
        checks.add(new TokenCheck(token));
        try (DaemonClient client = new DaemonClient(address(loaded), readable(token))) {
            List<Finding> daemon = new DaemonCheck(client, terminal.messages().isChinese() ? "zh" : "en").findings();
            boolean runs = daemon.get(0).severity() == Severity.OK;
            checks.add(() -> daemon);
            if (!runs) {
                checks.add(new LockCheck(data.resolve(DirectoryLock.NAME)));
                checks.addAll(ports(loaded));
            }
            checks.add(new JournalSoundCheck(data.resolve("journal")));
            checks.add(new OpenFilesCheck(
                    Path.of("/proc/self/limits"),
                    loaded.sessions().maxConnections(),
                    loaded.http().maxConnections()));
            checks.add(new ClockCheck(Clock.systemUTC(), data));
            for (Check check : checks) {
                findings.addAll(check.findings());
            }
        }
    }

    /** Every port that a daemon of this configuration would listen on. */
    private static List<Check> ports(GatewayConfig loaded) {
        List<Check> ports = new ArrayList<>();
        ports.add(new PortCheck("http.port", loaded.http().bind(), loaded.http().port()));
        if (loaded.wosi().enabled()) {
            ports.add(new PortCheck(
                    "wosi.port", loaded.wosi().bind(), loaded.wosi().port()));
        }
        if (loaded.powerbank().enabled()) {
            ports.add(new PortCheck(
                    "powerbank.port",
                    loaded.powerbank().bind(),
                    loaded.powerbank().port()));
        }
        if (loaded.pressure().enabled()) {
            ports.add(new PortCheck(
                    "pressure.port", loaded.pressure().bind(), loaded.pressure().port()));
        }
        if (loaded.brokers().embedded()) {
            if (loaded.vending().enabled() && loaded.vending().broker().isEmpty()) {
                ports.add(new PortCheck(
                        "brokers.mqttPort", LOOPBACK, loaded.brokers().mqttPort()));
            }
            if (loaded.chargepile().enabled() && loaded.chargepile().broker().isEmpty()) {
                ports.add(new PortCheck(
                        "brokers.amqpPort", LOOPBACK, loaded.brokers().amqpPort()));
            }
        }
        return ports;
    }

    private static URI address(GatewayConfig loaded) {
        InetSocketAddress configured =
                new InetSocketAddress(loaded.http().bind(), loaded.http().port());
        try {
            return new DaemonFiles(loaded.data()).address().orElseGet(() -> DaemonFiles.reachable(configured));
        } catch (IOException e) {
            return DaemonFiles.reachable(configured);
        }
    }

    private static String readable(Path token) {
        try {
            return Files.readString(token).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private void say(List<Finding> findings) {
        Messages messages = terminal.messages();
        for (Finding finding : findings) {
            String mark =
                    messages.say("doctor.mark." + finding.severity().name().toLowerCase(Locale.ROOT));
            terminal.say(mark + " " + messages.say(finding.what()));
            if (finding.fix() != null && finding.severity() != Severity.OK) {
                terminal.say(messages.say("doctor.fix", finding.fix()));
            }
        }
        long problems = count(findings, Severity.PROBLEM);
        long warnings = count(findings, Severity.WARNING);
        terminal.say(
                problems + warnings == 0 ? Phrase.of("doctor.sum.fine") : Phrase.of("doctor.sum", problems, warnings));
    }

    private static long count(List<Finding> findings, Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    private void print(List<Finding> findings) {
        Messages messages = terminal.messages();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode array = document.putArray("findings");
        for (Finding finding : findings) {
            array.addObject()
                    .put("check", finding.check())
                    .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                    .put("found", messages.say(finding.what()))
                    .put("fix", finding.fix() == null ? "" : messages.say(finding.fix()));
        }
        terminal.sayDocument(JsonText.pretty(document));
    }
}
