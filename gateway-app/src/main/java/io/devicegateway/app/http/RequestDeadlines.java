package io.devicegateway.app.http;

import io.devicegateway.supervision.Watched;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what a connection's thread waits for when it has waited long enough: a request that does not come in, a client that
 * does not take its answer. An interrupt does it, which also closes the connection where the thread waits for the network.
 */
final class RequestDeadlines {
    private static final Logger LOG = LoggerFactory.getLogger(RequestDeadlines.class);
    private static final Duration SWEEP = Duration.ofMillis(500);
    private static final long NEVER = Long.MAX_VALUE;

    private final Watched sweeping;
    private final LongSupplier ticker;
    private final long start;
    private final ConcurrentMap<Thread, Deadline> deadlines = new ConcurrentHashMap<>();
    private final Thread watch;

    /**
     * @param ticker monotonic time in nanoseconds
     * @param sweeping watches the loop that looks at them
     */
    RequestDeadlines(LongSupplier ticker, Watched sweeping) {
        this.sweeping = sweeping;
        this.ticker = ticker;
        this.start = ticker.getAsLong();
        this.watch = Thread.ofVirtual().name("http-deadlines").unstarted(this::sweepUntilClosed);
    }

    void start() {
        watch.start();
    }

    void close() {
        watch.interrupt();
        sweeping.remove();
    }

    /** That of the calling thread, which is a connection's own. */
    Deadline current() {
        return deadlines.computeIfAbsent(Thread.currentThread(), Deadline::new);
    }

    /** Interrupts who is overdue, forgets who is gone. */
    void sweep() {
        long now = elapsed();
        deadlines.forEach((thread, deadline) -> {
            if (!thread.isAlive()) {
                deadlines.remove(thread);
            } else if (deadline.expire(now)) {
                LOG.debug("Ending a request or connection that is overdue: {}", thread.getName());
            }
        });
    }

    int watched() {
        return deadlines.size();
    }

    private void sweepUntilClosed() {
        sweeping.loop(() -> true, () -> {
            Thread.sleep(SWEEP);
            sweep();
        });
    }

    private long elapsed() {
        return ticker.getAsLong() - start;
    }

    /** Until when one thread may wait. */
    final class Deadline {
        private final Thread thread;
        private long at = NEVER;

        private Deadline(Thread thread) {
            this.thread = thread;
        }

        /** From now on, this long. */
        synchronized void within(Duration limit) {
            at = elapsed() + limit.toNanos();
        }

        /** For as long as it takes. Its thread then waits for something of our own, which ends. */
        synchronized void none() {
            at = NEVER;
        }

        private synchronized boolean expire(long now) {
            if (now < at) {
                return false;
            }
            at = NEVER;
            thread.interrupt();
            return true;
        }
    }
}
