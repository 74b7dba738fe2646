package io.devicegateway.router;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The events of one device that wait for one consumer, in their order. One thread adds; one at a time takes, namely who was handed
 * the lane when it was scheduled.
 */
final class DeviceLane {
    private final Queue<Delivery> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

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

    /** Whether the caller must hand the lane to somebody who serves it: it has events, and nobody has it. */
    boolean claim() {
        return !waiting.isEmpty() && scheduled.compareAndSet(false, true);
    }

    /** Who had the lane gives it up. There may be events by now: {@link #claim()} tells. */
    void release() {
        scheduled.set(false);
    }

    /** Whether nothing waits and nobody has it. Asked by who adds, this stays true until it adds. */
    boolean isIdle() {
        return !scheduled.get() && waiting.isEmpty();
    }
}
