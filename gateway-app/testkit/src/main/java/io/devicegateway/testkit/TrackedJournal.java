package io.devicegateway.testkit;

import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.JournalState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A journal of which one can tell whether all that came of its appends has happened. */
final class TrackedJournal implements EventJournal {
    private final EventJournal journal;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong begun = new AtomicLong();

    TrackedJournal(EventJournal journal) {
        this.journal = journal;
    }

    /** Whether every append is durable or has failed, and whoever waited for it has been told. */
    boolean isQuiet() {
        return underWay.get() == 0;
    }

    /** How many appends there were. */
    long appends() {
        return begun.get();
    }

    @Override
    public CompletableFuture<EventRecord> append(Draft draft) {
        underWay.incrementAndGet();
        begun.incrementAndGet();
        CompletableFuture<EventRecord> told = new CompletableFuture<>();
        var unused = journal.append(draft).whenComplete((record, error) -> {
            try {
                if (error == null) {
                    told.complete(record);
                } else {
                    told.completeExceptionally(error);
                }
            } finally {
                underWay.decrementAndGet();
            }
        });
        return told;
    }

    @Override
    public long firstOffset() {
        return journal.firstOffset();
    }

    @Override
    public long durableOffset() {
        return journal.durableOffset();
    }

    @Override
    public long offsetAt(long timeMillis) {
        return journal.offsetAt(timeMillis);
    }

    @Override
    public Reader reader(long fromOffset) {
        return journal.reader(fromOffset);
    }

    @Override
    public JournalState state() {
        return journal.state();
    }

    @Override
    public void close() {
        journal.close();
    }
}
