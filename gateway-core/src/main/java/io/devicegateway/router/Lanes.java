package io.devicegateway.router;

import io.devicegateway.api.EventRecord;
import io.devicegateway.session.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the lanes of one consumer on virtual threads: each lane by one thread at a time, so many at once as there is work
 * for, and no thread while there is none. A lane whose first event failed is set aside until it is time to try again; nobody waits
 * for it but its device.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final long AFTER_FAULT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long AFTER_OTHER_CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** The event is in memory now, and its turn is next. */
    private static final long RECALLED = -2;

    private static final int EVENTS_IN_A_ROW = 64;
    private static final int LANES_IN_A_ROW = 32;

    private final int parallelism;
    private final Handling handling;
    private final DoneWindow window;
    private final ReadAhead ahead;
    private final Recall recall;
    private final Calls calls;
    private final LongConsumer passed;
    private final Timers retries;
    private final Thread.Builder threads;
    private final Queue<DeviceLane> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger retrying = new AtomicInteger();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workerEnded = lock.newCondition();
    private volatile boolean stopped;
    private volatile boolean interrupted;

    /**
     * @param ahead the room for events in memory
     * @param recall reads again what had no room
     * @param calls the consumer's handler calls, those of earlier runs included
     * @param passed told the offset of each event that needs nothing more
     */
    Lanes(
            String consumer,
            int parallelism,
            Handling handling,
            DoneWindow window,
            ReadAhead ahead,
            Recall recall,
            Calls calls,
            LongConsumer passed,
            Timers retries) {
        this.parallelism = parallelism;
        this.handling = handling;
        this.window = window;
        this.ahead = ahead;
        this.recall = recall;
        this.calls = calls;
        this.passed = passed;
        this.retries = retries;
        threads = Thread.ofVirtual().name("consumer-" + consumer);
    }

    int inFlight() {
        return inFlight.get();
    }

    int retrying() {
        return retrying.get();
    }

    // the dispatcher's side

    /** Puts an event at the end of its lane. It is served after the next {@link #wake}. Answers whether that made a lane ready. */
    boolean add(DeviceLane lane, EventRecord record) {
        inFlight.incrementAndGet();
        lane.add(ahead.take(lane, record));
        return offer(lane);
    }

    /** A lane was given an event by somebody else. */
    void serveSoon(DeviceLane lane) {
        if (offer(lane)) {
            wake(1);
        }
    }

    /** Has so many ready lanes served, if there are not enough threads at it already. */
    void wake(int lanes) {
        for (int i = 0; i < lanes; i++) {
            int busy = active.get();
            if (stopped || busy >= parallelism) {
                return;
            }
            if (active.compareAndSet(busy, busy + 1)) {
                startWorker();
            }
        }
    }

    private void startWorker() {
        boolean started = false;
        try {
            threads.start(this::work);
            started = true;
        } catch (OutOfMemoryError e) {
            // What is ready stays so, and the dispatcher tries again: see wakeWhatWaits.
            LOG.error("No thread could be started for a handler call", e);
        } finally {
            if (!started) {
                active.decrementAndGet();
            }
        }
    }

    /** Has ready lanes served that nobody serves; called from time to time. */
    void wakeWhatWaits() {
        if (!ready.isEmpty()) {
            wake(1);
        }
    }

    /** Lets go of what waits behind handler calls that take longer than this, so that it takes no room from others. */
    void releaseBehindCallsLongerThan(long nanos) {
        calls.longerThan(nanos).forEach(call -> ahead.releaseAll(call.lane(), true));
    }

    // the workers' side

    private boolean offer(DeviceLane lane) {
        return lane.claim() && ready.add(lane);
    }

    private void work() {
        Thread self = Thread.currentThread();
        workers.add(self);
        try {
            boolean needed = true;
            while (needed) {
                try {
                    serveWhatIsReady();
                } finally {
                    active.decrementAndGet();
                }
                needed = !stopped && !ready.isEmpty() && isNeededAgain();
            }
        } finally {
            workers.remove(self);
            lock.lock();
            try {
                workerEnded.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** A lane became ready between the last look and giving up the place. */
    private boolean isNeededAgain() {
        int busy = active.get();
        return busy < parallelism && active.compareAndSet(busy, busy + 1);
    }

    @SuppressWarnings("ThreadPriorityCheck") // virtual threads are not preempted
    private void serveWhatIsReady() {
        int served = 0;
        DeviceLane lane = stopped ? null : ready.poll();
        while (lane != null) {
            serveOrSetAside(lane);
            served++;
            if (served % LANES_IN_A_ROW == 0) {
                // Let the other virtual threads of the process have the processor too.
                Thread.yield();
            }
            lane = stopped ? null : ready.poll();
        }
    }

    /** A lane must not be lost, whatever happens to the thread that serves it. */
    private void serveOrSetAside(DeviceLane lane) {
        try {
            serve(lane);
        } catch (RuntimeException | Error e) {
            LOG.error("Serving a device's events broke off; it is tried again", e);
            setAside(lane, AFTER_FAULT_NANOS);
        }
    }

    private void serve(DeviceLane lane) {
        for (int i = 0; i < EVENTS_IN_A_ROW && !stopped; i++) {
            Delivery delivery = lane.first();
            if (delivery == null) {
                break;
            }
            long again = attempt(lane, delivery);
            if (again >= 0) {
                setAside(lane, again);
                return;
            }
            if (again == Handling.FINISHED) {
                finished(lane, delivery);
            }
        }
        lane.release();
        offer(lane);
    }

    /** Answers what became of it, as {@link Handling#attempt} does. What goes wrong outside the handler is our fault: the event is not given up for it. */
    private long attempt(DeviceLane lane, Delivery delivery) {
        EventRecord record = delivery.record();
        try {
            return record == null ? recall(lane, delivery) : attempt(lane, delivery, record);
        } catch (RuntimeException | Error e) {
            LOG.error("Event {} could not be handed over and is tried again", delivery.offset(), e);
            return AFTER_FAULT_NANOS;
        }
    }

    private long recall(DeviceLane lane, Delivery delivery) {
        return switch (recall.fetch(lane, delivery)) {
            case HERE -> RECALLED;
            case GONE -> Handling.FINISHED;
            case LATER -> AFTER_FAULT_NANOS;
        };
    }

    private long attempt(DeviceLane lane, Delivery delivery, EventRecord record) {
        Calls.Call call = new Calls.Call(delivery.device(), lane, delivery.offset(), System.nanoTime());
        if (!calls.begin(call)) {
            return AFTER_OTHER_CALL_NANOS;
        }
        try {
            return handling.attempt(lane, delivery, record, this::isInterrupted);
        } finally {
            calls.end(call);
        }
    }

    private void finished(DeviceLane lane, Delivery delivery) {
        boolean fromJournal = delivery.redriven() == null;
        if (fromJournal) {
            window.done(delivery.offset());
            inFlight.decrementAndGet();
        }
        lane.removeFirst();
        ahead.release(lane, delivery);
        if (lane.isHeldUp()) {
            lane.heldUp(false);
        }
        passed.accept(delivery.offset());
    }

    private boolean isInterrupted() {
        return interrupted;
    }

    /** The lane stays claimed, so that nobody serves it before its time. */
    private void setAside(DeviceLane lane, long nanos) {
        if (stopped) {
            return;
        }
        ahead.releaseAll(lane, false);
        retrying.incrementAndGet();
        var unused = retries.after(Duration.ofNanos(nanos), () -> {
            retrying.decrementAndGet();
            ready.add(lane);
            wake(1);
        });
    }

    /** Whether no lane can be served now, and each thread that serves one waits for somebody. */
    boolean isIdle(Predicate<Thread> waits) {
        int busy = active.get();
        return (ready.isEmpty() || busy >= parallelism)
                && workers.size() == busy
                && workers.stream().allMatch(waits)
                && active.get() == busy;
    }

    // the end

    /** Whether this is one of the threads that call the handler. */
    boolean isWorker(Thread thread) {
        return workers.contains(thread);
    }

    /** Begins no further handler call. */
    void stop() {
        stopped = true;
    }

    /**
     * Waits for the handler calls under way; those that take longer are interrupted.
     *
     * @return whether all have ended
     */
    boolean awaitStopped(Duration atMost) {
        if (awaitWorkers(atMost)) {
            return true;
        }
        List<Thread> late = new ArrayList<>(workers);
        LOG.warn("{} handler calls have not ended within {} and are interrupted", late.size(), atMost);
        interrupted = true;
        late.forEach(Thread::interrupt);
        return awaitWorkers(Duration.ofSeconds(1));
    }

    private boolean awaitWorkers(Duration atMost) {
        long nanos = atMost.toNanos();
        lock.lock();
        try {
            while (active.get() > 0 || !workers.isEmpty()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = workerEnded.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
