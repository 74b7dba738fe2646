package io.devicegateway.app.http;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.JournalState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A journal in memory, for one test. */
final class ListJournal implements EventJournal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final List<EventRecord> events = new ArrayList<>();
    private long first = 1;
    private int readers;

    void add(DeviceEvent event) {
        append(Draft.observed(0, event)).join();
    }

    void add(long epoch, DeviceEvent event, byte[] raw) {
        append(new Draft(epoch, event, raw, null, List.of())).join();
    }

    /** Forgets what stands before an offset, as retention does. */
    void trimBefore(long offset) {
        lock.lock();
        try {
            first = offset;
        } finally {
            lock.unlock();
        }
    }

    int openReaders() {
        lock.lock();
        try {
            return readers;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableFuture<EventRecord> append(Draft draft) {
        lock.lock();
        try {
            long offset = events.size() + 1L;
            EventRecord event = new EventRecord(
                    offset,
                    "event-" + offset,
                    Instant.parse("2026-11-20T10:00:00Z").plusMillis(offset),
                    draft.epoch(),
                    draft.event(),
                    ByteBuffer.wrap(draft.raw()).asReadOnlyBuffer());
            events.add(event);
            grown.signalAll();
            return CompletableFuture.completedFuture(event);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long firstOffset() {
        lock.lock();
        try {
            return first;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long durableOffset() {
        lock.lock();
        try {
            return events.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long offsetAt(long timeMillis) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public Reader reader(long fromOffset) {
        lock.lock();
        try {
            readers++;
            return new ListReader(Math.max(first, fromOffset));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public JournalState state() {
        return new JournalState.Open();
    }

    @Override
    public void close() {}

    private final class ListReader implements Reader {
        private long next;

        ListReader(long next) {
            this.next = next;
        }

        @Override
        public Entry poll() {
            lock.lock();
            try {
                return next > events.size() ? null : new Entry(events.get((int) next++ - 1), null, List.of());
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void await(Duration atMost) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = atMost.toNanos();
                while (next > events.size() && left > 0) {
                    left = grown.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(60)));
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public long nextOffset() {
            return next;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                readers--;
            } finally {
                lock.unlock();
            }
        }
    }
}
