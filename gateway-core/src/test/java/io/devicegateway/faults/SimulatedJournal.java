package io.devicegateway.faults;

import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.JournalState;
import io.devicegateway.journal.JournalUnavailableException;
import io.devicegateway.journal.JournalUnavailableException.Reason;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A journal on a disk that is slow, full, or fails. It keeps to what a real one promises: batches one after the other, futures in
 * the order of the offsets, nothing readable before it is durable. What was written and not yet told may survive a crash, or not;
 * so may the last batch of which the write failed.
 */
final class SimulatedJournal implements EventJournal {
    private static final long LONGEST_HANG = 10 * World.SECOND;
    private static final Instant LONG_AGO = Instant.EPOCH;

    private final World world;
    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();
    private final ArrayDeque<Append> waiting = new ArrayDeque<>();
    private List<Append> batch = List.of();
    private List<Append> failed = List.of();
    private JournalState state = new JournalState.Open();
    private @Nullable SimulatedThread committer;
    private Consumer<JournalState> listener = unused -> {};
    private boolean committing;
    private int generation;

    // faults, changed as the plan wants
    private long slowest = 3 * World.MILLI;
    private double failing;
    private double refusing;
    private boolean full;

    private record Append(Draft draft, Instant at, CompletableFuture<EventRecord> future) {}

    SimulatedJournal(World world, Clock clock) {
        this.world = world;
        this.clock = clock;
    }

    /** A process opens it. */
    void open(SimulatedProcess process, Consumer<JournalState> onState) {
        committer = process.thread("journal");
        listener = onState;
        state = new JournalState.Open();
        lookAtDisk();
    }

    /** The process that had it open died. */
    void crash() {
        generation++;
        world.trace(() -> "the process dies");
        List<Append> written = batch.isEmpty() ? failed : batch;
        int survivors = world.chance(0.5) ? 0 : world.random().nextInt(written.size() + 1);
        written.subList(0, survivors).forEach(this::store);
        batch = List.of();
        failed = List.of();
        waiting.clear();
        committing = false;
    }

    // faults

    /** How long a batch takes at most, in nanoseconds. */
    void slowest(long nanos) {
        slowest = nanos;
    }

    /** How often a batch fails, 0 to 1. */
    void failing(double often) {
        failing = often;
    }

    /** How often an append is refused because too many wait, 0 to 1. */
    void refusing(double often) {
        refusing = often;
    }

    /** Whether there is no room on the disk. */
    void full(boolean isFull) {
        full = isFull;
        lookAtDisk();
    }

    private void lookAtDisk() {
        if (full && state instanceof JournalState.Open) {
            become(new JournalState.Full(LONG_AGO, "the simulated disk is full"));
        } else if (!full && state instanceof JournalState.Full) {
            become(new JournalState.Open());
        }
    }

    private void become(JournalState now) {
        world.trace(() -> "journal " + now);
        state = now;
        thread().execute(() -> listener.accept(now));
    }

    private SimulatedThread thread() {
        SimulatedThread open = committer;
        if (open == null) {
            throw new IllegalStateException("the journal is not open");
        }
        return open;
    }

    // appends

    @Override
    public CompletableFuture<EventRecord> append(Draft draft) {
        JournalUnavailableException refusal = refusal();
        if (refusal == null && refusing > 0 && world.chance(refusing)) {
            refusal = new JournalUnavailableException(Reason.OVERLOADED, "too many records wait, as simulated");
        }
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        Append append = new Append(draft, clock.instant(), new CompletableFuture<>());
        waiting.add(append);
        if (!committing) {
            committing = true;
            thread().execute(this::begin);
        }
        return append.future();
    }

    private @Nullable JournalUnavailableException refusal() {
        return switch (state) {
            case JournalState.Open open -> null;
            case JournalState.Full refused -> new JournalUnavailableException(Reason.FULL, refused.cause());
            case JournalState.Failed refused -> new JournalUnavailableException(Reason.FAILED, refused.cause());
        };
    }

    private void begin() {
        JournalUnavailableException refusal = refusal();
        if (refusal != null) {
            failWaiting(refusal);
            return;
        }
        batch = List.copyOf(waiting);
        waiting.clear();
        int mine = generation;
        long takes = world.between(0, world.chance(0.05) ? Math.min(20 * slowest, LONGEST_HANG) : slowest);
        world.after(takes, () -> {
            if (mine == generation) {
                thread().execute(this::end);
            }
        });
    }

    private void end() {
        List<Append> done = batch;
        batch = List.of();
        if (failing > 0 && world.chance(failing)) {
            failed = done;
            fail(done);
            return;
        }
        failed = List.of();
        for (Append append : done) {
            EventRecord record = store(append);
            thread().execute(() -> append.future().complete(record));
        }
        thread().execute(this::goOn);
    }

    private void goOn() {
        if (waiting.isEmpty()) {
            committing = false;
        } else {
            begin();
        }
    }

    private void fail(List<Append> lost) {
        become(new JournalState.Failed(LONG_AGO, "the simulated disk failed"));
        JournalUnavailableException cause = new JournalUnavailableException(Reason.FAILED, "the simulated disk failed");
        lost.forEach(append -> thread().execute(() -> append.future().completeExceptionally(cause)));
        thread().execute(() -> failWaiting(cause));
        int mine = generation;
        world.after(world.between(10 * World.MILLI, 2 * World.SECOND), () -> {
            if (mine == generation) {
                thread().execute(this::tryAgain);
            }
        });
    }

    private void failWaiting(JournalUnavailableException cause) {
        committing = false;
        while (!waiting.isEmpty()) {
            waiting.remove().future().completeExceptionally(cause);
        }
    }

    private void tryAgain() {
        if (state instanceof JournalState.Failed) {
            become(new JournalState.Open());
            lookAtDisk();
        }
    }

    private EventRecord store(Append append) {
        Draft draft = append.draft();
        long offset = entries.size() + 1L;
        ByteBuffer raw = ByteBuffer.wrap(draft.raw()).asReadOnlyBuffer();
        EventRecord record = new EventRecord(offset, "sim-" + offset, append.at(), draft.epoch(), draft.event(), raw);
        world.trace(() -> "durable " + offset + " epoch " + draft.epoch() + " " + draft.event());
        entries.add(new Entry(record, draft.memory(), draft.forgets()));
        return record;
    }

    // what is durable

    /** Everything that is durable, in its order. */
    List<Entry> entries() {
        return entries;
    }

    @Override
    public long firstOffset() {
        return 1;
    }

    @Override
    public long durableOffset() {
        return entries.size();
    }

    @Override
    public long offsetAt(long timeMillis) {
        long offset = entries.size() + 1L;
        while (offset > 1 && entries.get((int) offset - 2).record().receivedAt().toEpochMilli() >= timeMillis) {
            offset--;
        }
        return offset;
    }

    @Override
    public Reader reader(long fromOffset) {
        return new DurableReader(fromOffset);
    }

    @Override
    public JournalState state() {
        return state;
    }

    @Override
    public void close() {
        // It ends with its process.
    }

    private final class DurableReader implements Reader {
        private long next;

        DurableReader(long from) {
            next = Math.max(1, from);
        }

        @Override
        public @Nullable Entry poll() {
            return next > entries.size() ? null : entries.get((int) next++ - 1);
        }

        @Override
        public void await(Duration atMost) {
            throw new UnsupportedOperationException("nobody waits in simulated time");
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
