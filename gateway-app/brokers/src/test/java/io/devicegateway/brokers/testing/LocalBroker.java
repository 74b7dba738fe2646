package io.devicegateway.brokers.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A broker in a process of its own on this machine, with a private folder and a port that stays. */
final class LocalBroker implements BrokerControl {
    private static final String HOST = "127.0.0.1";

    /**
     * How to start it.
     *
     * @param name as a person calls it
     * @param command the program and its arguments; the process that it starts must be the broker itself
     * @param companion a command that must run beside it as long as this JVM needs the broker; empty for none
     * @param readyLine what its log must hold before it is asked; empty for nothing
     */
    record Recipe(
            String name,
            BrokerFolder folder,
            int port,
            ReadyProbe probe,
            Duration limit,
            List<String> command,
            Map<String, String> environment,
            List<String> companion,
            String readyLine) {}

    private final Recipe recipe;
    private @Nullable ChildProcess process;
    private @Nullable ChildProcess companion;
    private int starts;

    private LocalBroker(Recipe recipe) {
        this.recipe = recipe;
    }

    /** @throws IllegalStateException with the end of its log if it does not become ready */
    static LocalBroker start(Recipe recipe) {
        LocalBroker broker = new LocalBroker(recipe);
        try {
            broker.start();
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return recipe.name();
    }

    @Override
    public String host() {
        return HOST;
    }

    @Override
    public int port() {
        return recipe.port();
    }

    @Override
    public synchronized void start() {
        ChildProcess running = process;
        if (running != null && running.alive()) {
            throw new IllegalStateException(name() + " is running");
        }
        Path log = recipe.folder().log();
        ChildProcess beside = companion;
        if (!recipe.companion().isEmpty() && (beside == null || !beside.alive())) {
            companion = ChildProcess.start(
                    recipe.companion(),
                    recipe.environment(),
                    recipe.folder().path().resolve("companion.log"));
        }
        starts++;
        ChildProcess started = ChildProcess.start(recipe.command(), recipe.environment(), log);
        process = started;
        if (!recipe.probe().await(HOST, port(), recipe.limit(), started::alive) || !saidReady()) {
            String state =
                    started.alive() ? "does not answer within " + recipe.limit().toSeconds() + " s" : "ended";
            started.kill();
            throw new IllegalStateException(name() + " " + state + "; its log ends with:\n"
                    + recipe.folder().logEnd());
        }
    }

    private boolean saidReady() {
        String wanted = recipe.readyLine();
        if (wanted.isEmpty()) {
            return true;
        }
        long end = System.nanoTime() + recipe.limit().toNanos();
        while (recipe.folder()
                        .logText()
                        .lines()
                        .filter(line -> line.startsWith(wanted))
                        .count()
                < starts) {
            ChildProcess running = process;
            if (running == null || !running.alive() || System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(20_000_000);
        }
        return true;
    }

    @Override
    public synchronized void stop() {
        running().stop();
    }

    @Override
    public synchronized void kill() {
        running().kill();
    }

    @Override
    public void freeze() {
        running().signal("STOP");
    }

    @Override
    public void thaw() {
        running().signal("CONT");
    }

    private ChildProcess running() {
        ChildProcess running = process;
        if (running == null || !running.alive()) {
            throw new IllegalStateException(name() + " is not running");
        }
        return running;
    }

    @Override
    public String log() {
        return recipe.folder().logText();
    }

    @Override
    public synchronized void close() {
        ChildProcess running = process;
        if (running != null && running.alive()) {
            running.kill();
        }
        ChildProcess beside = companion;
        if (beside != null && beside.alive()) {
            beside.kill();
        }
        recipe.folder().delete();
    }
}
