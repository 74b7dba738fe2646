package io.devicegateway.router;

import io.devicegateway.api.EventRecord;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The events that one consumer holds in memory before they are handled: bounded in number and in bytes, and each device has a
 * share of it. What goes beyond a device's share, and what waits behind an event that fails, is kept as an offset and read again
 * when its turn comes: so one device never takes the room of the others. Safe for all threads.
 */
final class ReadAhead {
    private static final int SHARES = 16;
    private static final long LEAST_BYTES = 1L << 20;
    private static final int PART_OF_HEAP = 256;

    private final int widest;
    private final int share;
    private final long mostBytes;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile Runnable whenThereIsRoom = () -> {};

    /** @param widest most events, 1 or more */
    ReadAhead(int widest) {
        this.widest = widest;
        share = Math.max(1, widest / SHARES);
        mostBytes = Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** Calls this, possibly more than once, as soon as at least half is free. */
    void whenThereIsRoom(Runnable wake) {
        whenThereIsRoom = wake;
    }

    /** How many events may be taken now. */
    int room() {
        return bytes.get() >= mostBytes ? 0 : Math.max(0, widest - count.get());
    }

    boolean isHalfFree() {
        return count.get() <= widest / 2 && bytes.get() <= mostBytes / 2;
    }

    /** Most events of one device. */
    int share() {
        return share;
    }

    /** An event for this lane, whole if its device may have one more in memory. */
    Delivery take(DeviceLane lane, EventRecord record) {
        if (lane.isHeldUp() || lane.whole().get() >= share) {
            return Delivery.later(record);
        }
        add(lane, record);
        return Delivery.of(record);
    }

    /** An event of this lane was read again. */
    void recalled(DeviceLane lane, Delivery delivery, EventRecord record) {
        add(lane, record);
        delivery.recalled(record);
    }

    private void add(DeviceLane lane, EventRecord record) {
        lane.whole().incrementAndGet();
        count.incrementAndGet();
        bytes.addAndGet(Delivery.weight(record));
    }

    /** Lets go of an event that is done or can be read again. A dead letter that is tried again is not of the journal, and stays. */
    void release(DeviceLane lane, Delivery delivery) {
        EventRecord held = delivery.redriven() == null ? delivery.forget() : null;
        if (held != null) {
            lane.whole().decrementAndGet();
            count.decrementAndGet();
            bytes.addAndGet(-Delivery.weight(held));
            if (isHalfFree()) {
                whenThereIsRoom.run();
            }
        }
    }

    /** Lets go of all events of a lane that does not get on; of the first too unless it is with the handler. */
    void releaseAll(DeviceLane lane, boolean firstIsBusy) {
        lane.heldUp(true);
        boolean keep = firstIsBusy;
        for (Delivery delivery : lane.waiting()) {
            if (!keep) {
                release(lane, delivery);
            }
            keep = false;
        }
    }
}
