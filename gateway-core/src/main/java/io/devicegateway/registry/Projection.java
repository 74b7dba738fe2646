package io.devicegateway.registry;

import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.store.StoreException;
import io.devicegateway.supervision.Supervision;
import io.devicegateway.supervision.Watched;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal and takes every event into the registry, one after the other, from where the registry stands. It skips no
 * event: if one cannot be applied it stops and says so, because what is known of the devices would be wrong from there on.
 */
public final class Projection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Projection.class);
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final long AFTER_NOTHING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final EventJournal journal;
    private final List<Target> targets;
    private final Thread thread;
    private final Watched watched;
    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::offset));
    private volatile long lowestAwaited = Long.MAX_VALUE;
    private volatile long position;
    private volatile @Nullable String failure;
    private volatile boolean stopped;
    private EventJournal.@Nullable Reader reader;

    private record Waiter(long offset, CompletableFuture<Void> future) {}

    /** A projection into the registry alone, that does not run yet. */
    public Projection(EventJournal journal, Registry registry, Metrics metrics) {
        this(journal, List.of(of(registry)), metrics);
    }

    /** A projection under a supervision of its own, that does not run yet. */
    public Projection(EventJournal journal, List<Target> targets, Metrics metrics) {
        this(journal, targets, metrics, new Supervision(metrics, System::nanoTime));
    }

    /**
     * A projection that does not run yet. Each target passes over what it has applied before.
     *
     * @param supervision shows it while the journal cannot be read or a target cannot write
     */
    public Projection(EventJournal journal, List<Target> targets, Metrics metrics, Supervision supervision) {
        this.journal = journal;
        this.targets = List.copyOf(targets);
        watched = supervision.watch("registry-projection");
        position = lowestApplied();
        thread = Thread.ofPlatform().daemon().name("registry-projection").unstarted(this::run);
        metrics.gauge(
                "gateway_projection_lag",
                "Durable events that the registry does not show yet",
                () -> Math.max(0, journal.durableOffset() - position));
    }

    /** Begins to follow. Called once. */
    public void start() {
        thread.start();
    }

    /** Offset up to which the registry shows the events. */
    public long position() {
        return position;
    }

    /** Lowest offset that must stay in the journal, so that the registry can be brought up again after a crash. */
    public long lowestNeeded() {
        return lowestApplied() + 1;
    }

    /** Why it stopped, in English words; null while it follows. */
    public @Nullable String failure() {
        return failure;
    }

    /**
     * Completes when the registry shows all events up to this offset, on a virtual thread. Fails with an
     * {@link IllegalStateException} if it stops before.
     */
    public CompletableFuture<Void> caughtUp(long offset) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        lock.lock();
        try {
            waiters.add(new Waiter(offset, future));
            lowestAwaited = Math.min(lowestAwaited, offset);
        } finally {
            lock.unlock();
        }
        if (position >= offset || stopped || failure != null) {
            tellWaiters();
        }
        return future;
    }

    private long lowestApplied() {
        return targets.stream().mapToLong(Target::appliedOffset).min().orElse(0);
    }

    /** The registry as a target. */
    public static Target of(Registry registry) {
        return new Target() {
            @Override
            public void apply(EventRecord record) {
                registry.apply(record);
            }

            @Override
            public long appliedOffset() {
                return registry.appliedOffset();
            }
        };
    }

    /** What is kept up with the journal. */
    public interface Target {
        /** Takes an event in. Called in journal order; one that was applied before changes nothing. */
        void apply(EventRecord record);

        /** The same with what the gateway itself remembers through the event. */
        default void apply(Entry entry) {
            apply(entry.record());
        }

        /** Offset up to which events are applied in a way that survives a crash. */
        long appliedOffset();
    }

    private void run() {
        try {
            watched.loop(() -> !stopped && failure == null, this::round);
        } finally {
            stopped = true;
            closeReader();
            if (failure == null) {
                watched.remove();
            }
            tellWaiters();
        }
    }

    /** What the disk refuses is tried again. What a record does to a target is not: the registry would be wrong from there on. */
    private void round() throws InterruptedException {
        try {
            EventJournal.Reader from = reader;
            if (from == null) {
                from = journal.reader(position + 1);
                reader = from;
            }
            Entry entry = from.poll();
            if (entry == null) {
                reach(from.nextOffset() - 1);
                awaitMore(from);
            } else {
                apply(entry);
            }
        } catch (RuntimeException | Error e) {
            closeReader();
            throw e;
        }
    }

    private void apply(Entry entry) {
        EventRecord record = entry.record();
        try {
            targets.forEach(target -> target.apply(entry));
        } catch (StoreException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // An error in the middle may have left a target half changed, so this is no different from a bad record.
            failure = "the registry stands still at offset " + position + ", because event " + record.offset()
                    + " cannot be applied: " + e;
            LOG.error(
                    "The registry no longer follows the journal: event {} cannot be applied; restart the gateway",
                    record.offset(),
                    e);
            throw e;
        }
        reach(record.offset());
    }

    private void closeReader() {
        EventJournal.Reader closing = reader;
        reader = null;
        if (closing != null) {
            closing.close();
        }
    }

    private void awaitMore(EventJournal.Reader reader) throws InterruptedException {
        reader.await(PATIENCE);
        if (reader.nextOffset() > journal.durableOffset()) {
            // A closed journal no longer lets anybody wait: this does instead.
            LockSupport.parkNanos(AFTER_NOTHING_NANOS);
        }
    }

    private void reach(long offset) {
        if (offset > position) {
            position = offset;
        }
        if (offset >= lowestAwaited) {
            tellWaiters();
        }
    }

    private void tellWaiters() {
        boolean over = stopped || failure != null;
        List<Waiter> due = new ArrayList<>();
        lock.lock();
        try {
            Waiter next = waiters.peek();
            while (next != null && (over || next.offset() <= position)) {
                due.add(waiters.remove());
                next = waiters.peek();
            }
            lowestAwaited = next == null ? Long.MAX_VALUE : next.offset();
        } finally {
            lock.unlock();
        }
        due.forEach(this::tell);
    }

    /** Never on this thread: what somebody hangs on it must not hold up the registry. */
    private void tell(Waiter waiter) {
        String cause = failure;
        boolean reached = waiter.offset() <= position;
        Thread unused = Thread.startVirtualThread(() -> {
            if (reached) {
                waiter.future().complete(null);
            } else {
                waiter.future()
                        .completeExceptionally(
                                new IllegalStateException(cause == null ? "the projection is closed" : cause));
            }
        });
    }

    /** Stops following and waits for the event under way. */
    @Override
    public void close() {
        stopped = true;
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
        tellWaiters();
    }
}
