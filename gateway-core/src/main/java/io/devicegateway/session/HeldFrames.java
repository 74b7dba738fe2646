package io.devicegateway.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a device says while a question of its is open: it waits, so that its events keep their order. Several questions may be
 * open at a time, as when the answer to one leads to the next: nothing is let through before the last is answered. Runs on the
 * link's executor.
 */
final class HeldFrames {
    private static final int MOST = 4096;
    /** Bytes of one connection. A device that has not identified itself yet has little to say. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int MOST_BYTES_UNIDENTIFIED = 1 << 17;

    private @Nullable ArrayDeque<Held> queue;
    private int bytes;
    private int suspensions;
    private List<CompletableFuture<?>> questions = List.of();

    /**
     * A frame that waits.
     *
     * @param redelivered see {@link io.devicegateway.protocol.ProtocolSession.Arrival}
     * @param heardAt when it came, on the ticker's scale
     * @param done what its transport waits for
     */
    record Held(byte[] frame, boolean redelivered, long heardAt, CompletableFuture<Void> done) {}

    /** Called for each question; each call is followed by one of {@link #resume()}. */
    void suspend() {
        suspensions++;
    }

    /** The same while a question is open, which is no longer of interest when the connection ends. */
    void suspend(CompletableFuture<?> question) {
        suspend();
        if (questions.isEmpty()) {
            questions = new ArrayList<>(2);
        }
        questions.add(question);
    }

    /** What was waited for is there. */
    void resume() {
        suspensions--;
    }

    /** A question is answered. */
    void answered() {
        questions.removeIf(CompletableFuture::isDone);
    }

    boolean isSuspended() {
        return suspensions > 0;
    }

    /** Why no further frame of that length may wait, in English; null when one may. */
    @Nullable
    String full(int length, boolean identified) {
        ArrayDeque<Held> waiting = queue;
        if (waiting == null || waiting.isEmpty()) {
            return null; // one is always taken: it is within the bound of a frame
        }
        int mostBytes = identified ? MOST_BYTES : MOST_BYTES_UNIDENTIFIED;
        if (waiting.size() >= MOST) {
            return "more than " + MOST + " frames wait for an answer";
        }
        return bytes + length > mostBytes ? "frames of more than " + mostBytes + " bytes wait for an answer" : null;
    }

    void add(Held held) {
        ArrayDeque<Held> waiting = queue;
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            queue = waiting;
        }
        waiting.add(held);
        bytes += held.frame().length;
    }

    /** The next frame that may go on; null while a question is open, and when none waits. */
    @Nullable
    Held next() {
        ArrayDeque<Held> waiting = queue;
        Held next = waiting == null || suspensions > 0 ? null : waiting.poll();
        if (next != null) {
            bytes -= next.frame().length;
        }
        return next;
    }

    /** The connection has ended: nobody wants the answers any more, and nothing that waits is taken in. */
    void end() {
        List.copyOf(questions).forEach(question -> question.cancel(false));
        ArrayDeque<Held> waiting = queue;
        queue = null;
        bytes = 0;
        if (waiting != null) {
            waiting.forEach(each -> each.done().cancel(false));
        }
    }

    /** Ends one future as the other one does; null counts as done. */
    static void pass(@Nullable CompletableFuture<Void> from, CompletableFuture<Void> to) {
        if (from == null) {
            to.complete(null);
        } else {
            var unused = from.whenComplete((ok, error) -> {
                if (error == null) {
                    to.complete(null);
                } else {
                    to.completeExceptionally(error);
                }
            });
        }
    }
}
