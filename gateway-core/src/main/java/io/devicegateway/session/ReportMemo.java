package io.devicegateway.session;

import io.devicegateway.protocol.Effect.Sighting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One report and its answers, which may still be under way. */
final class ReportMemo {
    private final String content;
    private @Nullable Object owner;
    private long over = Long.MAX_VALUE;
    private @Nullable List<byte[]> answers;
    private @Nullable Sighting sighting;
    private @Nullable List<DedupWindow.Waiter> waiters;
    private boolean failed;
    private boolean refused;
    private boolean lasting;
    private boolean forgotten;
    private long size;
    private long connection;
    private long answerNumber;

    ReportMemo(String content, @Nullable Object owner) {
        this.content = content;
        this.owner = owner;
    }

    /** What tells it from other reports of its scope. */
    String content() {
        return content;
    }

    /** Whether the first report is under way with that owner. */
    synchronized boolean isOf(Object someone) {
        return someone.equals(owner);
    }

    /** What the first report was answered with; null when it came to nothing, or is under way. */
    synchronized @Nullable List<byte[]> answers() {
        return answers;
    }

    /** Its answers are written on that connection, where they have this number. */
    synchronized void answeredOn(long itsConnection, long number) {
        connection = itsConnection;
        answerNumber = number;
    }

    /**
     * The number of its answers on this connection, that of the welcome where it was answered on another one; {@link Long#MAX_VALUE}
     * while it is not answered.
     */
    synchronized long answerNumber(long thisConnection, long welcome) {
        if (answers == null) {
            return Long.MAX_VALUE;
        }
        return connection == thisConnection ? answerNumber : welcome;
    }

    /** Tells the waiter the answers, now or when they are durable; null when the first report came to nothing. */
    void whenAnswered(DedupWindow.Waiter waiter) {
        List<byte[]> known;
        synchronized (this) {
            known = answers;
            if (known == null && !failed) {
                if (waiters == null) {
                    waiters = new ArrayList<>(2);
                }
                waiters.add(waiter);
                return;
            }
        }
        waiter.answered(known);
    }

    /** What was published because of the first report. Throws if nothing was, a fault of the protocol. */
    synchronized Sighting sighting() {
        Sighting known = sighting;
        if (known == null) {
            throw new IllegalStateException("nothing was published because of the first message with this key");
        }
        return known;
    }

    /** Whether the first report is over and done with. */
    synchronized boolean isSettled() {
        return answers != null || failed;
    }

    /**
     * The first report came to nothing.
     *
     * @param refused whether because the journal did not take it
     */
    void fail(boolean refused) {
        List<DedupWindow.Waiter> told;
        synchronized (this) {
            this.refused = refused;
            told = end(null, null, 0);
        }
        told.forEach(waiter -> waiter.answered(null));
    }

    /** Whether the journal did not take the first report. */
    synchronized boolean isRefused() {
        return refused;
    }

    /** Answers false when it is no longer among those remembered. */
    synchronized boolean weigh(long bytes) {
        size = bytes;
        return !forgotten;
    }

    /** It is no longer among those remembered. Answers the bytes that it took, once. */
    synchronized long forget() {
        long took = forgotten ? 0 : size;
        forgotten = true;
        return took;
    }

    synchronized boolean isForgotten() {
        return forgotten;
    }

    synchronized boolean isLasting() {
        return lasting;
    }

    void settle(List<byte[]> frames, @Nullable Sighting published, long until, boolean forGood) {
        synchronized (this) {
            lasting = forGood;
        }
        for (DedupWindow.Waiter waiter : end(frames, published, until)) {
            waiter.answered(frames);
        }
    }

    private synchronized List<DedupWindow.Waiter> end(
            @Nullable List<byte[]> frames, @Nullable Sighting published, long until) {
        answers = frames;
        sighting = published;
        failed = frames == null;
        over = until;
        owner = null;
        List<DedupWindow.Waiter> told = waiters == null ? List.of() : waiters;
        waiters = null;
        return told;
    }

    synchronized boolean isOver(long now) {
        return over != Long.MAX_VALUE && now - over >= 0;
    }
}
