package io.devicegateway.registry;

import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.supervision.Supervision;
import io.devicegateway.supervision.Watched;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * When the registry is written: not at once but soon, so that many changes share one forced write. Writing takes at most about a
 * tenth of the time: after a long write the next one waits longer, and takes more with it. A write that failed is tried again
 * every second. Nothing runs while nothing is pending.
 */
final class FlushSchedule {
    /** What strangers cause, who are not admitted, must not wear the disk. */
    private static final long LATER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int REST_PER_WORK = 9;

    private final long soonNanos;
    private final BooleanSupplier flush;
    private final Watched watched;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Urgency urgency = Urgency.NONE;
    private boolean stopped;

    private enum Urgency {
        NONE,
        LATER,
        SOON
    }

    /**
     * @param soon how long a change may wait
     * @param flush writes what is pending; answers whether it could
     */
    FlushSchedule(Duration soon, BooleanSupplier flush) {
        this(soon, flush, new Supervision(new MemoryMetrics(), System::nanoTime).watch("registry-writer"));
    }

    /** The same under supervision: a write that ends in whatever way is tried again like one that could not be done. */
    FlushSchedule(Duration soon, BooleanSupplier flush, Watched watched) {
        soonNanos = soon.toNanos();
        this.flush = flush;
        this.watched = watched;
        thread = Thread.ofPlatform().daemon().name("registry-writer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Something is pending that matters. */
    void soon() {
        if (urgency != Urgency.SOON) {
            raise(Urgency.SOON);
        }
    }

    /** Something is pending that can wait for seconds. */
    void later() {
        if (urgency == Urgency.NONE) {
            raise(Urgency.LATER);
        }
    }

    private void raise(Urgency to) {
        lock.lock();
        try {
            if (to.compareTo(urgency) > 0) {
                urgency = to;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the write under way; there is none afterwards. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long rest = 0;
        while (awaitTurn(rest)) {
            long before = System.nanoTime();
            AtomicBoolean written = new AtomicBoolean();
            boolean well = watched.run(() -> written.set(flush.getAsBoolean()));
            if (!well) {
                // What was to be written is pending still.
                soon();
            }
            rest = well && written.get() ? (System.nanoTime() - before) * REST_PER_WORK : RETRY_NANOS;
        }
        watched.remove();
    }

    /** Waits until it is time to write. Answers whether to go on. */
    private boolean awaitTurn(long rest) {
        lock.lock();
        try {
            while (urgency == Urgency.NONE && !stopped) {
                changed.await();
            }
            Urgency seen = urgency;
            long left = Math.max(rest, delay(seen));
            while (left > 0 && !stopped) {
                left = changed.awaitNanos(left);
                if (urgency != seen) {
                    seen = urgency;
                    left = Math.min(left, Math.max(rest, delay(seen)));
                }
            }
            urgency = Urgency.NONE;
            return !stopped;
        } catch (InterruptedException e) {
            // Nobody outside has this thread: it ends as if it had been stopped.
            return false;
        } finally {
            lock.unlock();
        }
    }

    private long delay(Urgency of) {
        return of == Urgency.SOON ? soonNanos : LATER_NANOS;
    }
}
