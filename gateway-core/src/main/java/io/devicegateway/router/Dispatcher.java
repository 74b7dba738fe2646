package io.devicegateway.router;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.supervision.Watched;
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
    /** A handler call that takes longer no longer keeps room for what waits behind it. */
    private static final long LONG_CALL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A window that stays full for longer is told of. */
    private static final long FULL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int BATCH = 256;
    private static final int FEW = 1_024;
    private static final int IDLE_LANES_KEPT = 4_096;

    private final String consumer;
    private final EventJournal journal;
    private final Lanes lanes;
    private final DoneWindow window;
    private final ReadAhead ahead;
    private final Watched watched;
    private final Metrics.Counter missedEver;
    private final AtomicLong missed;
    private final Thread thread;
    private final Map<DeviceId, DeviceLane> laneOf = new ConcurrentHashMap<>();
    private int sweepAt = IDLE_LANES_KEPT;
    private long expected;
    private volatile long next;
    private volatile boolean awaitsRoom;
    private volatile boolean stopped;
    private long fullSince;
    private EventJournal.@Nullable Reader reader;
    private volatile @Nullable String problem;
    private volatile @Nullable String full;

    /**
     * @param ahead the room for events in memory
     * @param missed where to count events that are gone
     * @param watched its rounds
     */
    Dispatcher(
            String consumer,
            EventJournal journal,
            Lanes lanes,
            DoneWindow window,
            ReadAhead ahead,
            AtomicLong missed,
            Metrics metrics,
            Watched watched) {
        this.consumer = consumer;
        this.journal = journal;
        this.lanes = lanes;
        this.window = window;
        this.ahead = ahead;
        this.missed = missed;
        this.watched = watched;
        missedEver = ConsumerMeters.counter(
                metrics, ConsumerMeters.MISSED, "Events gone before the consumer came to them", consumer);
        expected = window.position() + 1;
        next = expected;
        thread = Thread.ofPlatform().daemon().name("consumer-" + consumer).unstarted(this::run);
    }

    void start() {
        ahead.whenThereIsRoom(this::thereIsRoom);
        thread.start();
    }

    /** Why events cannot be read; null while they can. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Why no further events are read for the time being; null while they are. */
    @Nullable
    String full() {
        return full;
    }

    /** Whether it has read to the end of the journal, or as far as the window lets it. */
    boolean isAtEnd() {
        return next > journal.durableOffset() || ahead.room() == 0;
    }

    /** Has a dead letter tried again, after what waits for its device already. Called by any thread. */
    void redrive(Delivery delivery) {
        DeviceLane lane = laneOf.compute(delivery.device(), (device, known) -> {
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
        try {
            watched.loop(() -> !stopped, this::round);
        } finally {
            closeReader();
            watched.remove();
        }
    }

    private void round() throws InterruptedException {
        try {
            EventJournal.Reader current = reader;
            if (current == null) {
                // The position may lie after the end of a journal that lost it: what it is given next comes after that.
                current = journal.reader(Math.max(1, Math.min(expected, journal.durableOffset() + 1)));
                reader = current;
            }
            dispatch(current);
            problem = null;
        } catch (RuntimeException | Error e) {
            closeReader();
            problem = "the journal cannot be read at offset " + expected + ": " + e;
            throw e;
        }
    }

    private void closeReader() {
        EventJournal.Reader closing = reader;
        reader = null;
        if (closing != null) {
            closing.close();
        }
    }

    /** Takes what there is and there is room for, and waits if that was not much. */
    private void dispatch(EventJournal.Reader from) throws InterruptedException {
        int woken = 0;
        int batch = Math.min(BATCH, ahead.room());
        boolean atEnd = false;
        for (int i = 0; i < batch && !atEnd && !stopped; i++) {
            Entry entry = from.poll();
            if (entry == null) {
                atEnd = true;
            } else {
                woken += take(entry.record()) ? 1 : 0;
            }
        }
        lanes.wake(woken);
        next = expected;
        if (atEnd) {
            passOver(from.nextOffset());
            next = expected;
            notFull();
            awaitMore(from);
        } else if (batch <= 0) {
            awaitRoom();
        } else {
            notFull();
        }
        lanes.wakeWhatWaits();
    }

    private void awaitRoom() {
        awaitsRoom = true;
        if (!ahead.isHalfFree()) {
            LockSupport.parkNanos(WAIT_NANOS);
        }
        awaitsRoom = false;
        if (isFullForLong()) {
            full = "the window is full: " + lanes.inFlight() + " events are read and not handled, the oldest is event "
                    + (window.advance() + 1) + "; nothing newer is delivered";
        }
        lanes.releaseBehindCallsLongerThan(LONG_CALL_NANOS);
    }

    private boolean isFullForLong() {
        long now = System.nanoTime();
        fullSince = fullSince == 0 ? now : fullSince;
        return now - fullSince > FULL_NANOS;
    }

    private void notFull() {
        fullSince = 0;
        full = null;
    }

    /** Puts an event into its lane. Answers whether that made the lane ready. */
    private boolean take(EventRecord record) {
        if (record.offset() < expected) {
            return false;
        }
        passOver(record.offset());
        if (!awaitAccepted(record.offset())) {
            return false;
        }
        boolean ready = !window.isDone(record.offset()) && lanes.add(laneOf(record.device()), record);
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
                notFull();
                return true;
            }
            lanes.wake(1);
            LockSupport.parkNanos(WAIT_NANOS);
            if (isFullForLong()) {
                full = "the window is full: event " + (window.position() + 1)
                        + " is neither handled nor parked, and nothing after event " + (offset - 1) + " is delivered";
            }
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
