package io.devicegateway.app.brokers;

import io.devicegateway.protocol.DecodeListener.Label;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded brokers while the gateway runs: started, watched, started again after a pause when they die, stopped with the gateway. When
 * the gateway is killed they end by themselves, because their input does.
 */
public final class EmbeddedBrokerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBrokerProcess.class);
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final long STEADY_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** What the brokers are doing. */
    public enum State {
        /** Clients can connect. */
        READY,
        /** They died, and are started again after a pause. */
        RESTARTING,
        /** {@link EmbeddedBrokerProcess#close()} was called. */
        STOPPED
    }

    /**
     * How the brokers are.
     *
     * @param restarts how often they were started again
     * @param reason why they died the last time; empty while they never did
     */
    public record Status(State state, long restarts, String reason) {}

    private final EmbeddedBrokerOptions options;
    private final SplittableRandom random = new SplittableRandom();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread watcher;
    private volatile @Nullable BrokerChild child;

    /** Written by the watcher, and by {@link #close()} when that one has ended. */
    private volatile Status status = new Status(State.READY, 0, "");

    private EmbeddedBrokerProcess(EmbeddedBrokerOptions options, BrokerChild first) {
        this.options = options;
        this.child = first;
        this.watcher = Thread.ofVirtual().name("embedded-brokers").unstarted(() -> watch(first));
    }

    /**
     * Starts them and returns when clients can connect.
     *
     * @throws EmbeddedBrokerRefused if they do not become ready, with the reason that they gave, such as a port that is taken
     * @throws InterruptedException if interrupted; nothing stays behind
     */
    public static EmbeddedBrokerProcess start(EmbeddedBrokerOptions options)
            throws EmbeddedBrokerRefused, InterruptedException {
        BrokerChild child;
        try {
            child = BrokerChild.start(options);
        } catch (IOException e) {
            throw refused(options, e.toString(), e);
        }
        boolean ready = false;
        try {
            ready = child.awaitReady(options.readyWithin());
        } finally {
            if (!ready) {
                child.kill();
            }
        }
        if (!ready) {
            throw refused(options, child.lastWords(), null);
        }
        LOG.warn("{}", notice(options).en());
        EmbeddedBrokerProcess brokers = new EmbeddedBrokerProcess(options, child);
        brokers.watcher.start();
        return brokers;
    }

    private static EmbeddedBrokerRefused refused(
            EmbeddedBrokerOptions options, String reason, @Nullable Throwable cause) {
        return new EmbeddedBrokerRefused(
                "the embedded brokers (" + options.described() + ") did not become ready within "
                        + options.readyWithin().toSeconds() + " s: " + reason,
                "see " + options.errors()
                        + " and the folder log beside it; or set vending.broker and chargepile.broker to brokers"
                        + " of your own",
                cause);
    }

    /** That these are the embedded ones, for whoever reads the log, the console or a terminal. */
    public Label notice() {
        return notice(options);
    }

    private static Label notice(EmbeddedBrokerOptions options) {
        return new Label(
                "No broker is configured: using the EMBEDDED ones, " + options.described()
                        + ". They are for trying things; for production set vending.broker and chargepile.broker (docs/brokers.md)",
                "未配置消息服务器：正在使用内置的（" + options.described()
                        + "）。仅供试用；生产环境请设置 vending.broker 和 chargepile.broker（见 docs/brokers.md）");
    }

    /** How they are now. */
    public Status status() {
        return status;
    }

    /** The process, while there is one. */
    public OptionalLong pid() {
        BrokerChild running = child;
        return running != null && running.alive() ? OptionalLong.of(running.pid()) : OptionalLong.empty();
    }

    private void watch(BrokerChild first) {
        BrokerChild running = first;
        long pause = FIRST_PAUSE_MILLIS;
        try {
            while (true) {
                long since = System.nanoTime();
                running.awaitEnd();
                if (closing.getCount() == 0) {
                    return;
                }
                pause = System.nanoTime() - since > STEADY_NANOS ? FIRST_PAUSE_MILLIS : pause;
                long millis = pause / 2 + random.nextLong(pause / 2 + 1);
                String reason = running.lastWords();
                status = new Status(State.RESTARTING, status.restarts(), reason);
                LOG.error("The embedded brokers died ({}); they are started again in {} ms", reason, millis);
                if (closing.await(millis, TimeUnit.MILLISECONDS)) {
                    return;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                running = again(running);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers the new one, or the dead one if none could be started, so that the watcher comes here again. */
    private BrokerChild again(BrokerChild dead) throws InterruptedException {
        BrokerChild started;
        try {
            started = BrokerChild.start(options);
        } catch (IOException e) {
            LOG.error("The embedded brokers cannot be started: {}", e.toString());
            return dead;
        }
        child = started;
        if (closing.getCount() == 0) {
            started.kill(); // close() may have looked before this one was there
        } else if (started.awaitReady(options.readyWithin())) {
            status = new Status(State.READY, status.restarts() + 1, status.reason());
            LOG.warn("The embedded brokers are back, {}", options.described());
        } else {
            started.kill();
        }
        return started;
    }

    /** Stops them and waits for their end. */
    @Override
    public void close() {
        closing.countDown();
        try {
            BrokerChild running = child;
            if (running != null) {
                running.stop();
            }
            watcher.join(Duration.ofSeconds(30));
            // The watcher may have started one more in the meantime.
            BrokerChild last = child;
            if (last != null && last.alive()) {
                last.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        status = new Status(State.STOPPED, status.restarts(), status.reason());
    }
}
