package io.devicegateway.journal;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Many threads add, the committer takes everything at once: a stack of links that is turned around when it is taken. One atomic
 * step per append keeps the order, the bounds and the wake-up; a ring of fixed slots would need a second one for the bytes.
 */
final class AppendQueue {
    private static final Append CLOSED = Append.roll(new OffsetFuture(), 0);

    private final AtomicReference<@Nullable Append> top = new AtomicReference<>();
    private final int maxRecords;
    private final long maxBytes;
    private volatile @Nullable Thread consumer;
    private volatile boolean woken;

    /** What became of an offer. */
    enum Offer {
        ACCEPTED,
        OVERLOADED,
        CLOSED
    }

    AppendQueue(int maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    /** Adds; any thread; never blocks. */
    Offer offer(Append append) {
        while (true) {
            Append before = top.get();
            if (before == CLOSED) {
                return Offer.CLOSED;
            }
            append.next = before;
            append.chainCount = before == null ? 1 : before.chainCount + 1;
            append.chainBytes = append.length() + (before == null ? 0 : before.chainBytes);
            append.chainSince = before == null ? append.atNanos : before.chainSince;
            if (append.chainCount > maxRecords || append.chainBytes > maxBytes) {
                return Offer.OVERLOADED;
            }
            if (top.compareAndSet(before, append)) {
                if (before == null) {
                    LockSupport.unpark(consumer);
                }
                return Offer.ACCEPTED;
            }
        }
    }

    /** Has {@link #take()} return, with nothing if there is nothing. */
    void wake() {
        woken = true;
        LockSupport.unpark(consumer);
    }

    /** Waits; the oldest append of everything that was added, or null after {@link #wake()}. Only the committer. */
    @Nullable
    Append take() {
        consumer = Thread.currentThread();
        while (top.get() == null && !woken) {
            LockSupport.park(this);
        }
        woken = false;
        return oldestFirst(top.getAndSet(null));
    }

    /** When the oldest that waits was asked for; empty if none waits. */
    OptionalLong since() {
        Append newest = top.get();
        return newest == null || newest == CLOSED ? OptionalLong.empty() : OptionalLong.of(newest.chainSince);
    }

    /** Takes what is left; nothing can be added any more. Only the committer. */
    @Nullable
    Append close() {
        return oldestFirst(top.getAndSet(CLOSED));
    }

    private static @Nullable Append oldestFirst(@Nullable Append newest) {
        Append first = null;
        Append at = newest;
        while (at != null && at != CLOSED) {
            Append older = at.next;
            at.next = first;
            first = at;
            at = older;
        }
        return first;
    }
}
