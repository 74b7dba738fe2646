package io.devicegateway.router;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.metrics.Metrics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the journal for one consumer and puts each event into the lane of its device, as long as there is room in the window. A
 * thread of the operating system, not a virtual one, so that reading ahead never keeps others from running.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final long AFTER_NOTHING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BATCH = 256;
    private static final int FEW = 1_024;
    private static final int IDLE_LANES_KEPT = 4_096;

    private final String consumer;
    private final EventJournal journal;
    private final Lanes lanes;
    private final DoneWindow window;
    private final int widest;
    private final Metrics.Counter missedEver;
    private final AtomicLong missed;
    private final Thread thread;
    private final Map<DeviceId, DeviceLane> laneOf = new ConcurrentHashMap<>();
    private int sweepAt = IDLE_LANES_KEPT;
    private long expected;
    private volatile long next;
    private volatile boolean awaitsRoom;
    private volatile boolean stopped;
    private volatile @Nullable String problem;

    /**
     * @param widest most events in flight
     * @param missed where to count events that are gone
     */
    Dispatcher(
            String consumer,
            EventJournal journal,
            Lanes lanes,
            DoneWindow window,
            int widest,
            AtomicLong missed,
            Metrics metrics) {
        this.consumer = consumer;
        this.journal = journal;
        this.lanes = lanes;
        this.window = window;
        this.widest = widest;
        this.missed = missed;
        missedEver = metrics.counter(
                "gateway_consumer_missed", "Events gone before the consumer came to them", "consumer", consumer);
        expected = window.position() + 1;
        next = expected;
        thread = Thread.ofPlatform().daemon().name("consumer-" + consumer).unstarted(this::run);
    }

    void start() {
        lanes.whenInFlightFallsTo(widest / 2, this::thereIsRoom);
        thread.start();
    }

    /** Why events cannot be read; null while they can. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Whether it has read to the end of the journal, or as far as the window lets it. */
    boolean isAtEnd() {
        return next > journal.durableOffset() || lanes.inFlight() >= widest;
    }

    /** Has a dead letter tried again, after what waits for its device already. Called by any thread. */
    void redrive(Delivery delivery) {
        DeviceLane lane = laneOf.compute(delivery.record().device(), (device, known) -> {
            DeviceLane own = known == null ? new DeviceLane() : known;
            own.add(delivery);
            return own;
        });
        lanes.serveSoon(lane);
    }

    private void thereIsRoom() {
        if (awaitsRoom) {
            awaitsRoom = false;
            wakeUp();
        }
    }

    private void wakeUp() {
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopped) {
            try (EventJournal.Reader reader = journal.reader(expected)) {
                problem = null;
                dispatch(reader);
            } catch (InterruptedException e) {
                LOG.debug("{}: interrupted", consumer, e);
                stopped = true;
            } catch (RuntimeException | Error e) {
                problem = "the journal cannot be read at offset " + expected + ": " + e;
                LOG.error("{}: the journal cannot be read at offset {}; it is tried again", consumer, expected, e);
                LockSupport.parkNanos(REOPEN_NANOS);
            }
        }
    }

    private void dispatch(EventJournal.Reader reader) throws InterruptedException {
        while (!stopped) {
            int woken = 0;
            int batch = Math.min(BATCH, widest - lanes.inFlight());
            boolean atEnd = false;
            for (int i = 0; i < batch && !atEnd; i++) {
                Entry entry = reader.poll();
                if (entry == null) {
                    atEnd = true;
                } else {
                    woken += take(entry.record()) ? 1 : 0;
                }
            }
            lanes.wake(woken);
            next = expected;
            if (atEnd) {
                passOver(reader.nextOffset());
                next = expected;
                awaitMore(reader);
            } else if (batch <= 0) {
                awaitRoom();
            }
        }
    }

    private void awaitRoom() {
        awaitsRoom = true;
        if (lanes.inFlight() > widest / 2) {
            LockSupport.parkNanos(WAIT_NANOS);
        }
        awaitsRoom = false;
    }

    /** Puts an event into its lane. Answers whether that made the lane ready. */
    private boolean take(EventRecord record) {
        passOver(record.offset());
        if (!awaitAccepted(record.offset())) {
            return false;
        }
        boolean ready = !window.isDone(record.offset()) && lanes.add(laneOf(record.device()), Delivery.of(record));
        expected = record.offset() + 1;
        return ready;
    }

    private DeviceLane laneOf(DeviceId device) {
        DeviceLane known = laneOf.get(device);
        if (known != null) {
            return known;
        }
        if (laneOf.size() >= sweepAt) {
            sweep();
            sweepAt = Math.max(IDLE_LANES_KEPT, 2 * laneOf.size());
        }
        return laneOf.computeIfAbsent(device, id -> new DeviceLane());
    }

    /** Only here do lanes go, so one that this thread found stays; and not while a dead letter is put into it. */
    private void sweep() {
        for (DeviceId device : laneOf.keySet()) {
            laneOf.computeIfPresent(device, (id, lane) -> lane.isIdle() ? null : lane);
        }
    }

    /** Waits until the position has come near enough. Answers whether it has; if not, we stop. */
    private boolean awaitAccepted(long offset) {
        if (window.accepts(offset)) {
            return true;
        }
        while (!stopped) {
            window.advance();
            if (window.accepts(offset)) {
                return true;
            }
            lanes.wake(1);
            LockSupport.parkNanos(WAIT_NANOS);
        }
        return false;
    }

    /** Events between the one expected and this offset are not there: they were removed, or are damaged. */
    private void passOver(long offset) {
        if (offset <= expected) {
            return;
        }
        long gone = Math.min(offset, journal.firstOffset()) - expected;
        if (gone > 0) {
            missed.addAndGet(gone);
            missedEver.add(gone);
            LOG.error(
                    "{}: {} events from offset {} on were removed from the journal before this consumer came to them",
                    consumer,
                    gone,
                    expected);
        }
        if (offset - expected > FEW) {
            skipTo(offset);
        }
        while (expected < offset && awaitAccepted(expected)) {
            if (!window.isDone(expected)) {
                window.done(expected);
            }
            expected++;
        }
    }

    private void skipTo(long offset) {
        if (awaitAllDone()) {
            window.skipTo(offset - 1);
            expected = offset;
        }
    }

    private boolean awaitAllDone() {
        while (!stopped && window.advance() < expected - 1) {
            lanes.wake(1);
            LockSupport.parkNanos(WAIT_NANOS);
        }
        return !stopped;
    }

    private void awaitMore(EventJournal.Reader reader) throws InterruptedException {
        reader.await(PATIENCE);
        if (reader.nextOffset() > journal.durableOffset()) {
            // A closed journal no longer lets anybody wait: this does instead.
            LockSupport.parkNanos(AFTER_NOTHING_NANOS);
        }
    }

    /** Reads no further event. */
    void stop() {
        stopped = true;
        wakeUp();
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
}
