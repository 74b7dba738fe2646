package io.devicegateway.testing;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventRefusedException;
import io.devicegateway.journal.JournalState;
import io.devicegateway.journal.JournalUnavailableException;
import io.devicegateway.journal.JournalUnavailableException.Reason;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A journal in memory that can be held, made to fail, and emptied from the front. Nothing in it is durable, but it keeps the
 * order of things of a real one: an event is readable before the future of its append completes, futures complete in the order
 * of the offsets, and what failed was never readable. Offsets start at 1, ids are {@code test-} and the offset.
 */
public final class InMemoryJournal implements EventJournal {
    /** Where the futures of appends complete. */
    public enum Completion {
        /** On the thread that calls {@link #append} or {@link #release}: deterministic, for tests of one thread. */
        INLINE,
        /** On a thread of the journal, as a real one does. */
        ANOTHER_THREAD
    }

    private record Pending(Draft draft, CompletableFuture<EventRecord> future) {}

    private final Clock clock;
    private final @Nullable ExecutorService completer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Entry> entries = new ArrayList<>();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final Queue<Runnable> completions = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<JournalUnavailableException> failures = new ArrayDeque<>();
    private Predicate<Draft> never = draft -> false;
    private JournalState state = new JournalState.Open();
    private long first = 1;
    private volatile String identity = "";
    private boolean held;
    private boolean closed;

    /** A journal that completes on a thread of its own and reads the system's clock. */
    public InMemoryJournal() {
        this(Completion.ANOTHER_THREAD, Clock.systemUTC());
    }

    /** A journal that completes where it is told, with the time of this clock in its records. */
    public InMemoryJournal(Completion completion, Clock clock) {
        this.clock = clock;
        this.completer = completion == Completion.INLINE
                ? null
                : Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("in-memory-journal").factory());
    }

    /** From now on it is this journal. */
    public void become(String newIdentity) {
        identity = newIdentity;
    }

    /** Removes the newest events from this offset on, as damage at the end does. */
    public void loseFrom(long offset) {
        locked(() -> entries.subList((int) (offset - first), entries.size()).clear());
    }

    @Override
    public String identity() {
        return identity;
    }

    /** From now on nothing that is appended becomes durable, until {@link #release()}. */
    public void hold() {
        locked(() -> held = true);
    }

    /** Makes durable what was held, in order, and what is appended from now on. */
    public void release() {
        locked(() -> {
            held = false;
            while (!pending.isEmpty()) {
                store(pending.remove());
            }
        });
    }

    /** Ends a hold by failing everything that was appended meanwhile. None of it was ever readable. */
    public void failHeld(JournalUnavailableException failure) {
        locked(() -> {
            held = false;
            while (!pending.isEmpty()) {
                fail(pending.remove().future(), failure);
            }
        });
    }

    /** Fails the next append with this; call it twice to fail two. */
    public void failNext(JournalUnavailableException failure) {
        locked(() -> failures.add(failure));
    }

    /** From now on it can never take what is so, as what is too large. */
    public void refuse(Predicate<Draft> such) {
        locked(() -> never = such);
    }

    /** Changes the state. Unless it is open, each append fails accordingly. */
    public void become(JournalState newState) {
        locked(() -> state = newState);
    }

    /** Removes the events below this offset, as retention does. */
    public void removeBelow(long offset) {
        locked(() -> {
            int count = (int) Math.min(entries.size(), Math.max(0, offset - first));
            entries.subList(0, count).clear();
            first += count;
        });
    }

    /** How many appends are held back now. */
    public int heldAppends() {
        lock.lock();
        try {
            return pending.size();
        } finally {
            lock.unlock();
        }
    }

    /** The events that are held back now, oldest first; a snapshot. */
    public List<DeviceEvent> heldEvents() {
        lock.lock();
        try {
            return pending.stream().map(each -> each.draft().event()).toList();
        } finally {
            lock.unlock();
        }
    }

    /** What is stored, oldest first; a snapshot. */
    public List<Entry> entries() {
        lock.lock();
        try {
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    /** The events stored, oldest first; a snapshot. */
    public List<DeviceEvent> events() {
        return entries().stream().map(entry -> entry.record().event()).toList();
    }

    @Override
    public CompletableFuture<EventRecord> append(Draft draft) {
        CompletableFuture<EventRecord> future = new CompletableFuture<>();
        locked(() -> {
            if (never.test(draft)) {
                future.completeExceptionally(new EventRefusedException("as the test wants", null));
                return;
            }
            JournalUnavailableException refusal = refusal();
            if (refusal != null) {
                fail(future, refusal);
            } else if (held) {
                pending.add(new Pending(draft, future));
            } else {
                store(new Pending(draft, future));
            }
        });
        return future;
    }

    private @Nullable JournalUnavailableException refusal() {
        if (closed) {
            return new JournalUnavailableException(Reason.CLOSED, "the journal is closed");
        }
        return switch (state) {
            case JournalState.Open open -> failures.poll();
            case JournalState.Full full -> new JournalUnavailableException(Reason.FULL, full.cause());
            case JournalState.Failed failed -> new JournalUnavailableException(Reason.FAILED, failed.cause());
        };
    }

    private void store(Pending append) {
        Draft draft = append.draft();
        long offset = first + entries.size();
        EventRecord record = new EventRecord(
                offset,
                "test-" + offset,
                clock.instant(),
                draft.epoch(),
                draft.event(),
                ByteBuffer.wrap(draft.raw()).asReadOnlyBuffer());
        entries.add(new Entry(record, draft.memory(), draft.forgets()));
        changed.signalAll();
        complete(() -> append.future().complete(record));
    }

    private void fail(CompletableFuture<EventRecord> future, JournalUnavailableException failure) {
        complete(() -> future.completeExceptionally(failure));
    }

    /** Under the lock, so that futures complete in the order of their offsets. */
    private void complete(Runnable completion) {
        if (completer == null) {
            completions.add(completion);
            return;
        }
        try {
            completer.execute(completion);
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: nobody may wait for ever.
            completions.add(completion);
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
            return first + entries.size() - 1;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long offsetAt(long timeMillis) {
        lock.lock();
        try {
            return entries.stream()
                    .map(Entry::record)
                    .filter(record -> record.receivedAt().toEpochMilli() >= timeMillis)
                    .mapToLong(EventRecord::offset)
                    .findFirst()
                    .orElse(first + entries.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Reader reader(long fromOffset) {
        return new MemoryReader(fromOffset);
    }

    @Override
    public JournalState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Fails what is held; what is stored stays readable. */
    @Override
    public void close() {
        locked(() -> {
            closed = true;
            while (!pending.isEmpty()) {
                fail(
                        pending.remove().future(),
                        new JournalUnavailableException(Reason.CLOSED, "the journal was closed while it was held"));
            }
        });
        if (completer != null) {
            completer.shutdown();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        // Outside the lock: what runs here may wait for a thread that reads or appends.
        Runnable completion = completions.poll();
        while (completion != null) {
            completion.run();
            completion = completions.poll();
        }
    }

    private final class MemoryReader implements Reader {
        private long next;

        private MemoryReader(long from) {
            next = from;
        }

        @Override
        public @Nullable Entry poll() {
            lock.lock();
            try {
                next = Math.max(next, first);
                int index = (int) (next - first);
                if (index >= entries.size()) {
                    return null;
                }
                next++;
                return entries.get(index);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void await(Duration atMost) throws InterruptedException {
            long nanos = atMost.toNanos();
            lock.lockInterruptibly();
            try {
                while (nanos > 0 && !closed && next >= first + entries.size()) {
                    nanos = changed.awaitNanos(nanos);
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
            // Holds nothing.
        }
    }
}
