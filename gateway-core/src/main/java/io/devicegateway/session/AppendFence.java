package io.devicegateway.session;

import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Draft;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The way of one connection's events to the journal: none is appended after one that was refused, or it would overtake it when the
 * device says that again. Runs on the link's executor.
 */
final class AppendFence {
    private final EventJournal journal;
    private @Nullable CompletableFuture<?> last;

    AppendFence(EventJournal journal) {
        this.journal = journal;
    }

    /** Something else was appended, with which the connection's events stand or fall. */
    void follows(CompletableFuture<?> appended) {
        last = appended;
    }

    /** Appends, as {@link EventJournal#append}; fails as the one before when that was refused. */
    CompletableFuture<EventRecord> append(Draft draft) {
        CompletableFuture<?> before = last;
        if (before != null && before.isCompletedExceptionally()) {
            return CompletableFuture.failedFuture(before.exceptionNow());
        }
        CompletableFuture<EventRecord> appended = journal.append(draft);
        last = appended;
        return appended;
    }
}
