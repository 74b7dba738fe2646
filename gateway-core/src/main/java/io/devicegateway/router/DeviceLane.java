package io.devicegateway.router;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The events of one device that wait for one consumer, in their order. Any thread adds; one at a time takes, namely who claimed
 * the lane.
 */
final class DeviceLane {
    private final Queue<Delivery> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final AtomicInteger whole = new AtomicInteger();
    private volatile boolean heldUp;
    private volatile boolean stuck;

    void add(Delivery delivery) {
        waiting.add(delivery);
    }

    /** The event whose turn it is; it stays first until {@link #removeFirst()}. */
    @Nullable
    Delivery first() {
        return waiting.peek();
    }

    void removeFirst() {
        waiting.remove();
    }

    /** What waits, the first included. */
    Iterable<Delivery> waiting() {
        return waiting;
    }

    /** How many of its events are in memory as a whole. */
    AtomicInteger whole() {
        return whole;
    }

    /** Whether its first event is tried again and again, or is with the handler for long. */
    boolean isHeldUp() {
        return heldUp;
    }

    void heldUp(boolean now) {
        heldUp = now;
    }

    /** Whether the last event of the device that was tried to the end had to be set aside for good. */
    boolean isStuck() {
        return stuck;
    }

    void stuck(boolean now) {
        stuck = now;
    }

    /** Claims the lane for the caller, or for whom it hands it to: when there are events, and nobody else has it. */
    boolean claim() {
        return !waiting.isEmpty() && claimed.compareAndSet(false, true);
    }

    /** Who had the lane gives it up. There may be events by now: {@link #claim()} tells. */
    void release() {
        claimed.set(false);
    }

    /** Whether nothing waits and nobody has it, which stays so until something is added. */
    boolean isIdle() {
        return !claimed.get() && waiting.isEmpty();
    }
}
