package io.devicegateway.session;

import io.devicegateway.api.EventRecord;
import io.devicegateway.api.MalformedMessage;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.journal.EventRefusedException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The way of one connection's events to the journal: none is appended after one that was refused, or it would overtake it when the
 * device says that again. Runs on the link's executor.
 *
 * <p>An event that the journal can never take, as one that is too large, would come again for ever. A bounded one takes its place,
 * with the bytes that were received: what is acknowledged then is not lost.
 */
final class AppendFence {
    /** Under which name such a message is counted, and its event. */
    static final String REFUSED = "event-refused";

    /** What is kept of a message of which not even the bytes are taken. */
    private static final int FRONT = 4096;

    private final EventJournal journal;
    private @Nullable CompletableFuture<?> last;
    private @Nullable EventRefusedException replaced;

    AppendFence(EventJournal journal) {
        this.journal = journal;
    }

    /** Something else was appended, with which the connection's events stand or fall. */
    void follows(CompletableFuture<?> appended) {
        last = appended;
    }

    /** Appends, as {@link EventJournal#append}; fails as the one before when that was refused. */
    CompletableFuture<EventRecord> append(Draft draft) {
        replaced = null;
        CompletableFuture<?> before = last;
        if (before != null && before.isCompletedExceptionally()) {
            return CompletableFuture.failedFuture(before.exceptionNow());
        }
        CompletableFuture<EventRecord> appended = journal.append(draft);
        EventRefusedException never = refusal(appended);
        if (never != null) {
            replaced = never;
            appended = journal.append(instead(draft, never, draft.raw()));
            if (refusal(appended) != null) {
                byte[] front = Arrays.copyOf(draft.raw(), Math.min(draft.raw().length, FRONT));
                appended = journal.append(instead(draft, never, front));
            }
        }
        last = appended;
        return appended;
    }

    /** Why the journal did not take the event of the last append, and another took its place; null when it took it. */
    @Nullable
    EventRefusedException replaced() {
        return replaced;
    }

    private static @Nullable EventRefusedException refusal(CompletableFuture<?> appended) {
        return appended.isCompletedExceptionally() && appended.exceptionNow() instanceof EventRefusedException never
                ? never
                : null;
    }

    private static Draft instead(Draft draft, EventRefusedException why, byte[] raw) {
        String detail = draft.event().getClass().getSimpleName() + " cannot be journalled: " + why.getMessage();
        MalformedMessage event = new MalformedMessage(draft.event().device(), REFUSED, detail);
        return new Draft(draft.epoch(), event, raw, draft.memory(), draft.forgets());
    }
}
