package io.devicegateway.app.cli;

import io.devicegateway.app.client.DaemonClient;
import io.devicegateway.app.client.DaemonRefused;
import io.devicegateway.app.client.DaemonUnreachable;
import io.devicegateway.app.client.EventText;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.config.LoadedConfig;
import io.devicegateway.app.config.Quantity;
import io.devicegateway.app.config.ValueType.BadValue;
import io.devicegateway.app.daemon.DaemonFiles;
import io.devicegateway.app.daemon.DaemonStarter;
import io.devicegateway.app.daemon.StartRefused;
import io.devicegateway.app.http.AccessToken;
import io.devicegateway.app.protocols.BrokerSimulation;
import io.devicegateway.app.protocols.BrokerSimulation.Population;
import io.devicegateway.app.protocols.BrokerSimulation.Running;
import io.devicegateway.app.protocols.KnownProtocol;
import io.devicegateway.app.protocols.Protocols;
import io.devicegateway.app.protocols.Simulation;
import io.devicegateway.app.protocols.Simulation.Wishes;
import io.devicegateway.app.simulate.SimulationRun;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.simulation.VirtualDevice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "Runs the gateway with some virtual devices that talk to it over real sockets, and prints the events as they happen,"
                    + " until Ctrl-C.",
            "",
            "Data is kept in ./data-demo unless --data says otherwise; delete it to begin afresh. Devices are listened for on"
                    + " loopback only. Customers come to the cabinets and lockers: they bring banks back, and rent others through the"
                    + " HTTP interface, as a backend would. Pressure modules report as often, and a charging"
                    + " platform publishes commands, through the embedded broker unless chargepile.broker names another."
        },
        footer = {
            "",
            "Examples:",
            "  gateway demo",
            "  gateway demo --devices 20 --customers 1s",
            "  gateway demo --set http.port=0 --set wosi.port=0 --set powerbank.port=0 --set pressure.port=0"
        })
final class DemoCommand implements Callable<Integer> {
    /** What holds in a demo unless somebody sets it. */
    static final Map<String, String> PRESETS = Map.of(
            "data", "./data-demo",
            "wosi.bind", "127.0.0.1",
            "powerbank.bind", "127.0.0.1",
            "pressure.bind", "127.0.0.1",
            "logging.level", "warn");

    private static final long SEED = 1;
    private static final double RAMP = 100;
    private static final Duration BROKERS_WITHIN = Duration.ofMinutes(2);

    private final Terminal terminal;
    private final Protocols protocols;
    private final DaemonStarter starter;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--devices",
            paramLabel = "N",
            description = "Virtual devices of each protocol. Default: ${DEFAULT-VALUE}.")
    private int devices = 3;

    @Option(
            names = "--customers",
            paramLabel = "DURATION",
            description = "Mean time between two customers at a device. Default: ${DEFAULT-VALUE}.")
    private String customers = "8s";

    DemoCommand(Terminal terminal, Protocols protocols, DaemonStarter starter) {
        this.terminal = terminal;
        this.protocols = protocols;
        this.starter = starter;
    }

    @Override
    public Integer call()
            throws ConfigRefused, StartRefused, Complaint, IOException, DaemonUnreachable, DaemonRefused,
                    InterruptedException {
        if (devices < 1 || devices > 1_000) {
            throw new Complaint(ExitCode.USAGE, Phrase.of("demo.devices", devices), null);
        }
        Duration customerEvery = customerEvery();
        LoadedConfig loaded = config.load(terminal, "demo", PRESETS);
        DaemonFiles files = new DaemonFiles(loaded.config().data());
        try (DaemonRun run = DaemonRun.start(terminal, starter, loaded)) {
            URI http = DaemonFiles.reachable(run.daemon().http());
            try (DaemonClient client = new DaemonClient(
                            http, AccessToken.load(files.data()).value());
                    DemoBackend backend = new DemoBackend(client, terminal)) {
                List<VirtualDevice> made = new ArrayList<>();
                List<SimulationRun> runs = start(run, customerEvery, backend, made);
                Queue<Running> behindBrokers = new ConcurrentLinkedQueue<>();
                introduce(run, made);
                Thread joining = Thread.ofVirtual()
                        .name("demo-brokers")
                        .start(() -> startBehindBrokers(run, customerEvery, backend, runs, behindBrokers));
                EventFollower follower = new EventFollower(client, terminal, "");
                run.beforeStop(() -> {
                    joining.interrupt();
                    behindBrokers.forEach(Running::close);
                    runs.forEach(SimulationRun::close);
                    follower.stop();
                });
                Thread.ofVirtual().name("demo-events").start(() -> follow(follower));
                run.awaitStopped();
            }
        }
        return ExitCode.OK;
    }

    private Duration customerEvery() throws Complaint {
        try {
            return Quantity.duration("10ms", "1d").parse(customers);
        } catch (BadValue e) {
            throw new Complaint(ExitCode.USAGE, Phrase.of("option.value", "--customers", e.reason()), null);
        }
    }

    private List<SimulationRun> start(
            DaemonRun run, Duration customerEvery, DemoBackend backend, List<VirtualDevice> made) {
        List<SimulationRun> runs = new CopyOnWriteArrayList<>();
        run.daemon().listeners().forEach((name, address) -> {
            Simulation simulation =
                    protocols.find(name).flatMap(KnownProtocol::simulation).orElse(null);
            if (simulation != null) {
                List<VirtualDevice> ofProtocol = made(simulation, customerEvery, backend);
                URI reachable = DaemonFiles.reachable(address);
                InetSocketAddress gateway = new InetSocketAddress(reachable.getHost(), reachable.getPort());
                runs.add(SimulationRun.start(ofProtocol, gateway, RAMP, SEED));
                made.addAll(ofProtocol);
            }
        });
        return runs;
    }

    private List<VirtualDevice> made(Simulation simulation, Duration customerEvery, DemoBackend backend) {
        List<VirtualDevice> made = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            Wishes wishes = new Wishes(simulation.idPrefix(), i, SEED, Map.of(), customerEvery);
            made.add(simulation.device(wishes, backend));
        }
        return made;
    }

    /** Embedded brokers take a while; nobody waits for them. */
    private void startBehindBrokers(
            DaemonRun run,
            Duration customerEvery,
            DemoBackend backend,
            List<SimulationRun> runs,
            Queue<Running> running) {
        try {
            if (!run.daemon().awaitBrokers(BROKERS_WITHIN)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        run.daemon().brokers().forEach((name, broker) -> {
            Simulation cabinets =
                    protocols.find(name).flatMap(KnownProtocol::simulation).orElse(null);
            if (cabinets != null) {
                InetSocketAddress address = new InetSocketAddress(broker.getHost(), broker.getPort());
                runs.add(SimulationRun.start(made(cabinets, customerEvery, backend), address, RAMP, SEED));
            }
            BrokerSimulation simulation =
                    protocols.find(name).flatMap(KnownProtocol::behindBroker).orElse(null);
            if (simulation != null) {
                Population population = new Population(simulation.idPrefix(), devices, SEED, Map.of(), customerEvery);
                running.add(simulation.start(population, broker, backend));
            }
        });
    }

    /** What a person can do now, ready to paste. */
    private void introduce(DaemonRun run, List<VirtualDevice> made) {
        run.sayReady();
        String gateway = launcher();
        Path data = run.data();
        String device = made.isEmpty() ? "DEVICE" : made.get(0).id().toString();
        terminal.say("");
        terminal.say(Phrase.of("demo.running", made.size()));
        terminal.say("  " + gateway + " devices --data " + data);
        terminal.say("  " + gateway + " devices " + device + " --data " + data);
        terminal.say("  " + gateway + " send " + device + " RentBank slot=1 --data " + data);
        terminal.say("  " + gateway + " events --follow --data " + data);
        terminal.say("  curl -H \"Authorization: Bearer $(cat " + data.resolve(AccessToken.FILE) + ")\" "
                + DaemonFiles.reachable(run.daemon().http()) + "/api/v1/devices");
        terminal.say(Phrase.of("demo.events"));
        terminal.out().flush();
    }

    /** How this program was started, as short as it can be written here. */
    private String launcher() {
        String home = terminal.environment().getOrDefault("GATEWAY_HOME", "");
        if (home.isEmpty()) {
            return "gateway";
        }
        Path absolute = Path.of(home, "bin", "gateway").toAbsolutePath().normalize();
        Path here = Path.of("").toAbsolutePath();
        return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
    }

    private void follow(EventFollower follower) {
        EventText text = new EventText(terminal.messages(), ZoneId.systemDefault());
        try {
            follower.follow(null, event -> {
                terminal.say(text.line(event));
                terminal.out().flush();
                return true;
            });
        } catch (DaemonUnreachable | DaemonRefused e) {
            terminal.note(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
