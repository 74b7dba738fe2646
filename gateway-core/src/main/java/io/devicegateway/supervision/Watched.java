package io.devicegateway.supervision;

import io.devicegateway.metrics.Metrics;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One loop or periodic task under supervision. Its rounds run one at a time; the state may be read by all threads. */
public final class Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);
    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long TOLD_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final String name;
    private final @Nullable Duration limit;
    private final LongSupplier ticker;
    private final Metrics.Counter failures;
    private final Consumer<Watched> onRemoval;
    private volatile int failedInRow;
    private volatile @Nullable String failure;
    private volatile long startedAt;
    private volatile boolean running;
    private long toldAt;
    private boolean told;

    Watched(
            String name,
            @Nullable Duration limit,
            LongSupplier ticker,
            Metrics.Counter failures,
            Consumer<Watched> onRemoval) {
        this.name = name;
        this.limit = limit;
        this.ticker = ticker;
        this.failures = failures;
        this.onRemoval = onRemoval;
    }

    /** What is done again and again. */
    @FunctionalInterface
    public interface Round {
        /** Does it once. */
        void run() throws Exception;
    }

    /**
     * Runs a round. Whatever it throws, an error too, is counted, logged at most once a minute, shown by health until a round goes
     * well, and thrown at nobody.
     *
     * @return whether it went well
     * @throws InterruptedException if the round was interrupted; that is no failure
     */
    public boolean tryRun(Round round) throws InterruptedException {
        startedAt = ticker.getAsLong();
        running = true;
        try {
            round.run();
            recovered();
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            failed(e);
            return false;
        } finally {
            running = false;
        }
    }

    /** Runs a round as {@link #tryRun} does; an interrupt is kept for the thread. */
    public boolean run(Round round) {
        try {
            return tryRun(round);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The round as a task that never throws, so that no scheduler drops it. */
    public Runnable task(Round round) {
        return () -> {
            boolean unused = run(round);
        };
    }

    /** Runs rounds on this thread until told to stop, or interrupted. After one that failed there is a pause, longer each time. */
    public void loop(BooleanSupplier goesOn, Round round) {
        try {
            while (goesOn.getAsBoolean()) {
                if (!tryRun(round)) {
                    LockSupport.parkNanos(pauseNanos());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long to wait before the next round, in nanoseconds; 0 while rounds go well. */
    public long pauseNanos() {
        int times = failedInRow;
        return times == 0 ? 0 : Math.min(LONGEST_PAUSE_NANOS, SHORTEST_PAUSE_NANOS << Math.min(times - 1, 10));
    }

    /** Why it does not do its work, in English; null while it does. */
    public @Nullable String problem() {
        Duration longest = limit;
        if (longest != null && running) {
            long since = ticker.getAsLong() - startedAt;
            if (since > longest.toNanos()) {
                return "has been at one round for " + Duration.ofNanos(since).toSeconds() + " s";
            }
        }
        return failure;
    }

    /** It has ended as it should: nothing is said of it any more. */
    public void remove() {
        onRemoval.accept(this);
    }

    private void recovered() {
        if (failedInRow > 0) {
            LOG.info("{} works again after {} failed rounds", name, failedInRow);
            failedInRow = 0;
            failure = null;
            told = false;
        }
    }

    private void failed(Throwable cause) {
        failures.increment();
        failedInRow = failedInRow == Integer.MAX_VALUE ? failedInRow : failedInRow + 1;
        failure = cause.toString();
        long now = ticker.getAsLong();
        if (!told || now - toldAt > TOLD_EVERY_NANOS) {
            told = true;
            toldAt = now;
            LOG.error("{} failed ({} times in a row); it is tried again", name, failedInRow, cause);
        }
    }
}
