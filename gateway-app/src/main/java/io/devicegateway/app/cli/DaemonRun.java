package io.devicegateway.app.cli;

import io.devicegateway.app.LogOutput;
import io.devicegateway.app.Version;
import io.devicegateway.app.config.GatewayConfig;
import io.devicegateway.app.config.LoadedConfig;
import io.devicegateway.app.daemon.DaemonFiles;
import io.devicegateway.app.daemon.DaemonStarter;
import io.devicegateway.app.daemon.DataDirectory;
import io.devicegateway.app.daemon.RunningDaemon;
import io.devicegateway.app.daemon.StartRefused;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon in this process, from its start to its end by a signal. */
final class DaemonRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonRun.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final RunningDaemon daemon;
    private final DaemonFiles files;
    private volatile Runnable beforeStop = () -> {};
    private final Thread onSignal = new Thread(this::stop, "stop-on-signal");

    private DaemonRun(Terminal terminal, RunningDaemon daemon, DaemonFiles files) {
        this.terminal = terminal;
        this.daemon = daemon;
        this.files = files;
    }

    /** Starts the daemon and arranges for a signal to stop it. */
    static DaemonRun start(Terminal terminal, DaemonStarter starter, LoadedConfig loaded) throws StartRefused {
        GatewayConfig config = loaded.config();
        LogOutput.configure(config.logging());
        LOG.info(
                "Device gateway {} starts on Java {}, configuration {}",
                Version.current(),
                System.getProperty("java.runtime.version"),
                loaded.file().map(Path::toString).orElse("without a file"));
        DataDirectory.prepare(config.data());
        HangUp.ignore();
        DaemonFiles files = new DaemonFiles(config.data());
        RunningDaemon daemon = starter.start(config);
        DaemonRun run = new DaemonRun(terminal, daemon, files);
        try {
            files.writeAddress(daemon.http());
        } catch (IOException e) {
            // Commands find the daemon by the configuration then.
            LOG.warn("The file {} in {} cannot be written: {}", DaemonFiles.ADDRESS, config.data(), e.toString());
        }
        Runtime.getRuntime().addShutdownHook(run.onSignal);
        return run;
    }

    /** Says on standard output where everything is, so that a script can read it. */
    void sayReady() {
        terminal.say("http " + DaemonFiles.reachable(daemon.http()));
        daemon.listeners().forEach((name, address) -> terminal.say(name + " " + shown(address)));
        terminal.say("data " + files.data().toAbsolutePath().normalize());
        sayWhetherReady();
        terminal.out().flush();
    }

    /** {@code ready} is said when it is true. A script that waits for it waits until the gateway does its work. */
    private void sayWhetherReady() {
        Health health = daemon.health();
        if (health.ready()) {
            terminal.say("ready");
            return;
        }
        health.checks().stream()
                .filter(check -> check.status() == Health.Status.FAILED)
                .forEach(check -> terminal.note(Phrase.of("start.notready", check.name(), check.cause())));
        Thread.ofVirtual().name("say-ready").start(() -> {
            try {
                while (!daemon.health().ready()) {
                    Thread.sleep(LOOK_AGAIN);
                }
                terminal.say("ready");
                terminal.out().flush();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static String shown(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    Path data() {
        return files.data();
    }

    /** What is to end before the daemon does. */
    void beforeStop(Runnable action) {
        beforeStop = action;
    }

    RunningDaemon daemon() {
        return daemon;
    }

    void awaitStopped() throws InterruptedException {
        daemon.awaitStopped();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            // The signal came: its thread stops everything, and the process ends with it.
            return;
        }
        stop();
    }

    private void stop() {
        beforeStop.run();
        daemon.stop();
        try {
            files.removeAddress();
        } catch (IOException e) {
            LOG.warn("The file {} could not be removed: {}", DaemonFiles.ADDRESS, e.toString());
        }
    }
}
