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
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon in this process, from its start to its end by a signal. */
final class DaemonRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonRun.class);

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
        createData(config.data());
        DaemonFiles files = new DaemonFiles(config.data());
        RunningDaemon daemon = starter.start(config);
        DaemonRun run = new DaemonRun(terminal, daemon, files);
        try {
            files.writeAddress(daemon.http());
        } catch (IOException e) {
            daemon.stop();
            throw new StartRefused(
                    "cannot write the file " + DaemonFiles.ADDRESS + " in " + config.data() + ": " + e.getMessage(),
                    "make room on the disk, or make the directory writable for the user that runs the gateway",
                    e);
        }
        Runtime.getRuntime().addShutdownHook(run.onSignal);
        return run;
    }

    private static void createData(Path data) throws StartRefused {
        try {
            DataDirectory.create(data);
        } catch (IOException e) {
            throw new StartRefused(
                    "cannot create the data directory " + data.toAbsolutePath() + ": " + e.getMessage(),
                    "create it for the user that runs the gateway, or set another one with --data or the setting data",
                    e);
        }
    }

    /** Says on standard output where everything is, so that a script can read it. */
    void sayReady() {
        terminal.say("http " + DaemonFiles.reachable(daemon.http()));
        daemon.listeners().forEach((name, address) -> terminal.say(name + " " + shown(address)));
        terminal.say("data " + files.data().toAbsolutePath().normalize());
        terminal.say("ready");
        terminal.out().flush();
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
