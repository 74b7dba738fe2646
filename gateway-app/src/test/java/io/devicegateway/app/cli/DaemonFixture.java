package io.devicegateway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.app.cli.CliRunner.Outcome;
import io.devicegateway.app.daemon.DaemonFiles;
import io.devicegateway.app.daemon.GatewayDaemon;
import io.devicegateway.app.daemon.RunningDaemon;
import io.devicegateway.app.protocols.Protocols;
import io.devicegateway.app.protocols.Simulation;
import io.devicegateway.app.protocols.Simulation.Platform;
import io.devicegateway.app.protocols.Simulation.Wishes;
import io.devicegateway.app.simulate.SimulationRun;
import io.devicegateway.simulation.VirtualDevice;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The real daemon, run by the command {@code run} on a thread, with virtual cabinets that talk to it over real sockets. */
final class DaemonFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private final CompletableFuture<RunningDaemon> daemon = new CompletableFuture<>();
    private final CompletableFuture<Outcome> ended;

    private DaemonFixture(Path data, String... arguments) {
        this.data = data;
        CliRunner runner = new CliRunner().with(Protocols.builtIn()).with(config -> {
            RunningDaemon started = GatewayDaemon.start(config);
            daemon.complete(started);
            return started;
        });
        ended = onThreadOfItsOwn(() -> runner.run(arguments));
    }

    /** The common pool has one thread on a small machine. */
    static CompletableFuture<Outcome> onThreadOfItsOwn(Supplier<Outcome> command) {
        return CompletableFuture.supplyAsync(
                command, task -> Thread.ofPlatform().daemon().start(task));
    }

    /** Starts it with the command {@code run}, on free ports, without pauses. */
    static DaemonFixture run(Path data, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--data",
                data.toString(),
                "--set",
                "http.port=0",
                "--set",
                "wosi.port=0",
                "--set",
                "powerbank.port=0",
                "--set",
                "pressure.port=0",
                "--set",
                "wosi.bind=127.0.0.1",
                "--set",
                "powerbank.bind=127.0.0.1",
                "--set",
                "pressure.bind=127.0.0.1",
                "--set",
                "logging.level=warn"));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        DaemonFixture fixture = new DaemonFixture(data, arguments.toArray(String[]::new));
        fixture.awaitReady();
        return fixture;
    }

    /** Starts some command that runs a daemon. */
    static DaemonFixture command(Path data, String... arguments) {
        DaemonFixture fixture = new DaemonFixture(data, arguments);
        fixture.awaitReady();
        return fixture;
    }

    private void awaitReady() {
        await().atMost(PATIENCE)
                .until(() -> ended.isDone() || new DaemonFiles(data).address().isPresent());
        assertThat(ended.isDone()).as("the command still runs").isFalse();
    }

    /** Cabinets that log in at once; closing it ends them. */
    SimulationRun cabinets(int count) {
        Simulation simulation =
                Protocols.builtIn().find("wosi").orElseThrow().simulation().orElseThrow();
        List<VirtualDevice> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(simulation.device(new Wishes("WSTD08", i, 1, Map.of(), Duration.ZERO), Platform.NONE));
        }
        InetSocketAddress wosi = daemon().listeners().get("wosi");
        return SimulationRun.start(made, new InetSocketAddress("127.0.0.1", wosi.getPort()), 1_000, 1);
    }

    RunningDaemon daemon() {
        return daemon.join();
    }

    URI http() {
        return DaemonFiles.reachable(daemon().http());
    }

    /** Carries out a command against it. */
    Outcome cli(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--data");
        all.add(data.toString());
        return new CliRunner().with(Protocols.builtIn()).run(all.toArray(String[]::new));
    }

    /** Stops it and answers how the command ended. */
    Outcome stop() {
        daemon().stop();
        return ended.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        stop();
    }
}
