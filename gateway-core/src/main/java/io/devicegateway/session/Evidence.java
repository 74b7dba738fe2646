package io.devicegateway.session;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * Forgets what is kept in memory only once its successor has it: each thing waits for an offset of the journal to be applied. No
 * clock has a say in it. Safe for all threads.
 */
final class Evidence {
    private final LongSupplier appliedOffset;
    private final Queue<Kept> kept = new ConcurrentLinkedQueue<>();

    /** @param appliedOffset up to where the successor has the journal, also after a crash */
    Evidence(LongSupplier appliedOffset) {
        this.appliedOffset = appliedOffset;
    }

    /** Once the successor is at this offset, this may be forgotten. */
    void forgetAfter(long offset, Runnable forget) {
        kept.add(new Kept(offset, forget));
    }

    /** Forgets what the successor has. Offsets come nearly in order, so the first that waits holds the others up for a moment only. */
    void sweep() {
        long applied = appliedOffset.getAsLong();
        for (Kept each = kept.peek(); each != null && each.offset() <= applied; each = kept.peek()) {
            kept.remove(each);
            each.forget().run();
        }
    }

    private record Kept(long offset, Runnable forget) {}
}
