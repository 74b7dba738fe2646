package io.devicegateway.app.http;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.JournalState;
import io.devicegateway.testing.InMemoryJournal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A journal in memory that counts who reads it. */
final class WatchedJournal implements EventJournal {
    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final InMemoryJournal journal =
            new InMemoryJournal(InMemoryJournal.Completion.INLINE, Clock.fixed(NOW, ZoneOffset.UTC));
    private final AtomicInteger readers = new AtomicInteger();

    EventRecord add(DeviceEvent event) {
        return append(Draft.observed(0, event)).join();
    }

    EventRecord add(long epoch, DeviceEvent event, byte[] raw) {
        return append(new Draft(epoch, event, raw, null, List.of())).join();
    }

    void removeBelow(long offset) {
        journal.removeBelow(offset);
    }

    int openReaders() {
        return readers.get();
    }

    @Override
    public CompletableFuture<EventRecord> append(Draft draft) {
        return journal.append(draft);
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
        Reader reader = journal.reader(fromOffset);
        readers.incrementAndGet();
        return new Reader() {
            @Override
            public Entry poll() {
                return reader.poll();
            }

            @Override
            public void await(Duration atMost) throws InterruptedException {
                reader.await(atMost);
            }

            @Override
            public long nextOffset() {
                return reader.nextOffset();
            }

            @Override
            public void close() {
                reader.close();
                readers.decrementAndGet();
            }
        };
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
