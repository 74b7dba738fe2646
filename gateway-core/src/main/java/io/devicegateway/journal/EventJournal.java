package io.devicegateway.journal;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The durable log of events. The embedded implementation is one for one machine; a distributed one fits the same interface. */
public interface EventJournal extends AutoCloseable {
    /**
     * Appends an event. Never blocks.
     *
     * @return completes when the event would survive a power cut, on a thread of the journal: continue elsewhere; fails
     *     with {@link JournalUnavailableException} if it could not be made durable; with {@link EventRefusedException}, at once,
     *     if this event never can be
     */
    CompletableFuture<EventRecord> append(Draft draft);

    /** What tells this journal from every other one: offsets count in it only. Empty when it is not known. */
    default String identity() {
        return "";
    }

    /** Offset of the oldest event still stored; the next one to be given if there is none. */
    long firstOffset();

    /** Highest offset that is durable; 0 if nothing ever was. */
    long durableOffset();

    /** First offset whose event was received at that time or later, in milliseconds since 1970; best effort where the clock went back. */
    long offsetAt(long timeMillis);

    /** Reads from an offset on, in order, durable events only. */
    Reader reader(long fromOffset);

    /** Reads, from an offset on to the present end, what the gateway itself remembers through its events. */
    default void memories(long fromOffset, Consumer<Memory> visitor) {
        try (Reader reader = reader(fromOffset)) {
            for (Entry entry = reader.poll(); entry != null; entry = reader.poll()) {
                if (entry.memory() != null || !entry.forgets().isEmpty()) {
                    EventRecord record = entry.record();
                    visitor.accept(new Memory(
                            record.id(), record.device(), record.receivedAt(), entry.memory(), entry.forgets()));
                }
            }
        }
    }

    /** Whether events can be appended now. */
    JournalState state();

    @Override
    void close();

    /**
     * An event to be appended.
     *
     * @param epoch epoch of the device's session; 0 for none
     * @param event what happened
     * @param raw the message as received; empty for an event that the gateway observed; not changed by anybody later
     * @param memory the answer to remember with it; null for none
     * @param forgets scopes of the device whose remembered answers no longer count
     */
    record Draft(
            long epoch,
            DeviceEvent event,
            byte[] raw,
            @Nullable AnswerMemory memory,
            List<String> forgets) {
        private static final byte[] NO_BYTES = {};

        /** An event that the gateway observed itself. */
        public static Draft observed(long epoch, DeviceEvent event) {
            return new Draft(epoch, event, NO_BYTES, null, List.of());
        }

        /** The same, after which these scopes no longer count. */
        public Draft forgetting(List<String> scopes) {
            return scopes.isEmpty() ? this : new Draft(epoch, event, raw, memory, scopes);
        }
    }

    /**
     * The answer that a report got, to be repeated when the same report comes again.
     *
     * @param scope what was reported on
     * @param content tells two reports of one scope apart
     * @param window how long it counts
     * @param answers the frames sent
     * @param lasting whether it counts beyond its window for a message that its transport hands over again, up to 24 days of
     *     window
     * @param lived for how many seconds gateways on this journal had run when it was made, as far as the journal tells; 0 for not
     *     known, as in journals of earlier versions
     */
    record AnswerMemory(
            String scope, String content, Duration window, List<byte[]> answers, boolean lasting, long lived) {
        /** One of which no more is known. */
        public AnswerMemory(String scope, String content, Duration window, List<byte[]> answers) {
            this(scope, content, window, answers, false, 0);
        }
    }

    /**
     * An event with what the gateway itself remembers through it.
     *
     * @param record the event
     * @param memory the answer to remember; null for none
     * @param forgets scopes that no longer count
     */
    record Entry(EventRecord record, @Nullable AnswerMemory memory, List<String> forgets) {}

    /**
     * What the gateway itself remembers through an event.
     *
     * @param id of the event
     * @param device of the event
     * @param receivedAt when it was received
     * @param memory the answer to remember; null for none
     * @param forgets scopes that no longer count
     */
    record Memory(
            String id,
            DeviceId device,
            Instant receivedAt,
            @Nullable AnswerMemory memory,
            List<String> forgets) {}

    /** A cursor of its own, for one thread. */
    interface Reader extends AutoCloseable {
        /** The next event; null if none is durable yet. Damage is passed over, counted and reported in the log. */
        @Nullable
        Entry poll();

        /** Waits until {@link #poll()} may have something, or the time is over, or the journal closes. */
        void await(Duration atMost) throws InterruptedException;

        /** Offset of the next event that will be looked for. */
        long nextOffset();

        @Override
        void close();
    }
}
