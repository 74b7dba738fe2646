package io.devicegateway.journal;

import io.devicegateway.journal.EventJournal.Entry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest durable events in memory, so that who keeps up with the journal neither reads the disk nor decodes. Bounded in
 * number and in bytes, because events of some devices are large. One thread adds, in the order of the offsets; any number look.
 */
final class RecentEvents {
    private static final int KEPT = 4_096;
    /** As they are written; in memory they take about twice as much. */
    private static final int MOST_BYTES = 2 << 20;

    private final AtomicReferenceArray<@Nullable Entry> ring = new AtomicReferenceArray<>(KEPT);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();
    private final int[] sizes = new int[KEPT];
    private long oldest;
    private long bytes;
    private volatile long newest;

    /**
     * An event is durable.
     *
     * @param size bytes that it was written as
     */
    void add(Entry entry, int size) {
        long offset = entry.record().offset();
        if (newest == 0 || offset != newest + 1) {
            forgetAll(offset);
        } else if (offset - oldest == KEPT) {
            forgetOldest();
        }
        int place = (int) (offset % KEPT);
        sizes[place] = size;
        bytes += size;
        while (bytes > MOST_BYTES && oldest < offset) {
            forgetOldest();
        }
        ring.setRelease(place, entry);
        newest = offset;
    }

    private void forgetOldest() {
        int place = (int) (oldest % KEPT);
        bytes -= sizes[place];
        ring.setRelease(place, null);
        oldest++;
    }

    /** Offsets that failed are not given again: what comes next begins anew. */
    private void forgetAll(long next) {
        while (oldest > 0 && oldest <= newest) {
            forgetOldest();
        }
        oldest = next;
    }

    /** The event with that offset; null if it is too old, or not durable yet. */
    @Nullable
    Entry find(long offset) {
        Entry entry = ring.getAcquire((int) (offset % KEPT));
        return entry != null && entry.record().offset() == offset ? entry : null;
    }

    /** Offset of the newest event; 0 if there was none in this run. */
    long newest() {
        return newest;
    }

    /** Wakes who waits. Called after each batch. */
    void batchDurable() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                more.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until the condition holds, or the time is over. It is looked at after each batch. */
    void await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return;
        }
        lock.lockInterruptibly();
        try {
            waiting.incrementAndGet();
            long left = atMost.toNanos();
            while (!condition.getAsBoolean() && left > 0) {
                left = more.awaitNanos(left);
            }
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }
}
