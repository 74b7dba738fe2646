package io.devicegateway.app.cli;

import io.devicegateway.app.config.Quantity;
import io.devicegateway.app.config.ValueType.BadValue;
import io.devicegateway.app.protocols.BrokerSimulation;
import io.devicegateway.app.protocols.BrokerSimulation.Population;
import io.devicegateway.app.protocols.BrokerSimulation.Running;
import io.devicegateway.app.protocols.KnownProtocol;
import io.devicegateway.app.protocols.Protocols;
import io.devicegateway.app.protocols.Simulation;
import io.devicegateway.app.protocols.Simulation.Platform;
import io.devicegateway.app.protocols.Simulation.Verdict;
import io.devicegateway.app.protocols.Simulation.Wishes;
import io.devicegateway.app.simulate.SimulationRun;
import io.devicegateway.app.simulate.SimulationStats.Figures;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.simulation.VirtualDevice;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "simulate",
        description = {
            "Runs virtual devices against a gateway, over real sockets, and says how it treated them.",
            "",
            "Progress goes to standard error, one line a second. At the end, after --duration or Ctrl-C, the sum goes to"
                    + " standard output; exit code 1 means that the gateway did something wrong to a device."
        },
        footer = {
            "",
            "Examples:",
            "  gateway simulate wosi --devices 10",
            "  gateway simulate wosi --devices 1000 --host 10.0.0.5 --port 51608 --duration 5m",
            "  gateway simulate wosi --customers 2s --fault lose-reply:0.1 --fault half-frame:0.01",
            "  gateway simulate powerbank --devices 50 --customers 2s",
            "  gateway simulate pressure --customers 1s (here: the time between two pushes)",
            "  gateway simulate vending --port 1883 --customers 5s (host and port of the broker)",
            "  gateway simulate wosi --list-faults"
        })
final class SimulateCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Protocols protocols;

    @Parameters(
            paramLabel = "PROTOCOL",
            description = "What the devices speak: wosi, powerbank, pressure, vending or chargepile.")
    private String protocol = "";

    @Option(names = "--devices", paramLabel = "N", description = "How many. Default: ${DEFAULT-VALUE}.")
    private int devices = 10;

    @Option(names = "--host", paramLabel = "HOST", description = "The gateway. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", description = "Its port. Default: that of the protocol.")
    private @Nullable Integer port;

    @Option(
            names = "--broker",
            paramLabel = "URI",
            description = "The broker, for a protocol that comes through one, as amqp://user:password@host:5672/%%2F."
                    + " Default: one on this machine.")
    private @Nullable URI broker;

    @Option(names = "--id-prefix", paramLabel = "TEXT", description = "Beginning of the ids of the devices.")
    private @Nullable String idPrefix;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of everything random: the same seed, the same devices. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            description = "How long, as 30s or 5m. Default: until Ctrl-C.")
    private @Nullable String duration;

    @Option(
            names = "--ramp",
            paramLabel = "N",
            description = "So many devices make their first connection in a second. Default: ${DEFAULT-VALUE}.")
    private double ramp = 200;

    @Option(
            names = "--customers",
            paramLabel = "DURATION",
            description = "Mean time between two customers at a device, as 5s; otherwise there are none.")
    private @Nullable String customers;

    @Option(
            names = "--fault",
            paramLabel = "NAME[:CHANCE]",
            description = "The devices misbehave so, with this chance (0 to 1; 0.05 unless given) at each opportunity."
                    + " Repeatable.")
    private List<String> faults = new ArrayList<>();

    @Option(names = "--list-faults", description = "Lists what the devices can do wrong.")
    private boolean listFaults;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    SimulateCommand(Terminal terminal, Protocols protocols) {
        this.terminal = terminal;
        this.protocols = protocols;
    }

    @Override
    public Integer call() throws Complaint, InterruptedException {
        KnownProtocol known = protocols.find(protocol).orElseThrow(this::noDevices);
        BrokerSimulation behind = known.behindBroker().orElse(null);
        if (behind != null) {
            return behindBroker(behind);
        }
        Simulation simulation = known.simulation().orElseThrow(this::noDevices);
        if (listFaults) {
            simulation.faults().forEach((name, what) -> terminal.say(name + "  " + what));
            return ExitCode.OK;
        }
        checkRanges();
        List<VirtualDevice> made = make(simulation);
        InetSocketAddress gateway = new InetSocketAddress(host, port == null ? known.port() : port);
        if (gateway.isUnresolved()) {
            throw new Complaint(ExitCode.USAGE, Phrase.of("simulate.host", host), null);
        }
        long lastsNanos = duration == null
                ? Long.MAX_VALUE
                : duration("--duration", duration).toNanos();
        try (StopSignal signal = new StopSignal()) {
            Figures figures = run(made, gateway, lastsNanos, signal);
            Verdict verdict = simulation.verdict(made);
            terminal.say(progress(figures));
            verdict.lines().forEach(terminal::say);
            terminal.out().flush();
            int code = verdict.good() ? ExitCode.OK : ExitCode.PROBLEM;
            signal.exitCode(code);
            return code;
        }
    }

    private int behindBroker(BrokerSimulation simulation) throws Complaint, InterruptedException {
        if (listFaults) {
            simulation.faults().forEach((name, what) -> terminal.say(name + "  " + what));
            return ExitCode.OK;
        }
        checkRanges();
        Population population = new Population(
                idPrefix == null ? simulation.idPrefix() : idPrefix,
                devices,
                seed,
                chances(simulation.faults()),
                customers == null ? Duration.ZERO : duration("--customers", customers));
        long lastsNanos = duration == null
                ? Long.MAX_VALUE
                : duration("--duration", duration).toNanos();
        Running running = begin(simulation, population);
        try (StopSignal signal = new StopSignal()) {
            long start = System.nanoTime();
            long left = lastsNanos;
            while (left > 0 && !signal.await(Math.min(left, TimeUnit.SECONDS.toNanos(1)))) {
                left = lastsNanos - (System.nanoTime() - start);
                if (!quiet) {
                    terminal.note(running.progress());
                }
            }
            running.close();
            Verdict verdict = running.verdict();
            verdict.lines().forEach(terminal::say);
            terminal.out().flush();
            int code = verdict.good() ? ExitCode.OK : ExitCode.PROBLEM;
            signal.exitCode(code);
            return code;
        } finally {
            running.close();
        }
    }

    private Running begin(BrokerSimulation simulation, Population population) throws Complaint {
        try {
            return simulation.start(population, broker == null ? simulation.usualBroker() : broker, Platform.NONE);
        } catch (IllegalArgumentException e) {
            throw new Complaint(ExitCode.USAGE, Phrase.of("text", String.valueOf(e.getMessage())), null);
        }
    }

    private Complaint noDevices() {
        List<String> able = protocols.all().stream()
                .filter(known ->
                        known.simulation().isPresent() || known.behindBroker().isPresent())
                .map(KnownProtocol::name)
                .toList();
        return new Complaint(
                ExitCode.USAGE,
                Phrase.of("simulate.none", protocol),
                Phrase.of("simulate.none.fix", String.join(", ", able)));
    }

    private void checkRanges() throws Complaint {
        if (devices < 1 || devices > 100_000) {
            throw new Complaint(ExitCode.USAGE, Phrase.of("simulate.devices", devices), null);
        }
        if (!(ramp > 0)) {
            throw new Complaint(ExitCode.USAGE, Phrase.of("simulate.ramp", ramp), null);
        }
        if (port != null && (port < 1 || port > 65535)) {
            throw new Complaint(ExitCode.USAGE, Phrase.of("simulate.port", port), null);
        }
    }

    private List<VirtualDevice> make(Simulation simulation) throws Complaint {
        Map<String, Double> chances = chances(simulation.faults());
        Duration customerEvery = customers == null ? Duration.ZERO : duration("--customers", customers);
        String prefix = idPrefix == null ? simulation.idPrefix() : idPrefix;
        List<VirtualDevice> made = new ArrayList<>();
        try {
            for (int i = 0; i < devices; i++) {
                made.add(simulation.device(new Wishes(prefix, i, seed, chances, customerEvery), Platform.NONE));
            }
        } catch (IllegalArgumentException e) {
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new Complaint(ExitCode.USAGE, Phrase.of("text", message), null);
        }
        return made;
    }

    private Map<String, Double> chances(Map<String, String> known) throws Complaint {
        Map<String, Double> chances = new LinkedHashMap<>();
        for (String fault : faults) {
            int colon = fault.indexOf(':');
            String name = colon < 0 ? fault : fault.substring(0, colon);
            String chance = colon < 0 ? "0.05" : fault.substring(colon + 1);
            if (!known.containsKey(name)) {
                throw new Complaint(
                        ExitCode.USAGE,
                        Phrase.of("simulate.fault", name),
                        Phrase.of("simulate.fault.fix", String.join(", ", known.keySet())));
            }
            if (!chance.matches("[01](\\.\\d+)?") || Double.parseDouble(chance) > 1) {
                throw new Complaint(ExitCode.USAGE, Phrase.of("simulate.chance", chance), null);
            }
            chances.put(name, Double.parseDouble(chance));
        }
        return chances;
    }

    private static Duration duration(String option, String text) throws Complaint {
        try {
            return Quantity.duration("1ms", "365d").parse(text);
        } catch (BadValue e) {
            throw new Complaint(ExitCode.USAGE, Phrase.of("option.value", option, e.reason()), null);
        }
    }

    private Figures run(List<VirtualDevice> made, InetSocketAddress gateway, long lastsNanos, StopSignal signal)
            throws InterruptedException {
        long start = System.nanoTime();
        try (SimulationRun run = SimulationRun.start(made, gateway, ramp, seed)) {
            while (true) {
                long left = lastsNanos - (System.nanoTime() - start);
                if (left <= 0 || signal.await(Math.min(left, TimeUnit.SECONDS.toNanos(1)))) {
                    return run.figures();
                }
                if (!quiet) {
                    Duration passed = Duration.ofNanos(System.nanoTime() - start);
                    String clock = String.format(Locale.ROOT, "%02d:%02d", passed.toMinutes(), passed.toSecondsPart());
                    terminal.note(clock + "  " + progress(run.figures()));
                }
            }
        }
    }

    private String progress(Figures figures) {
        return terminal.messages()
                .say(
                        "simulate.progress",
                        figures.connected(),
                        devices,
                        figures.connects(),
                        figures.failures(),
                        figures.lost(),
                        Quantity.approximate(figures.bytesOut()),
                        Quantity.approximate(figures.bytesIn()));
    }
}
