package io.devicegateway.journal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * An append-only log of opaque records, durable by group commit.
 *
 * <p>Offsets start at 1 and ascend by one in the order of appending. They leap forward only after a stop that left torn
 * bytes at the end: an offset that may have been seen by somebody is never given again.
 */
public interface RecordLog extends AutoCloseable {
    /**
     * Appends a record. Never blocks and may be called on an event loop: the record joins a queue that is bounded by count
     * and bytes, and what exceeds the bound fails at once with {@code OVERLOADED}. A log that is {@code FULL} or
     * {@code FAILED} refuses at once as well.
     *
     * @param timeMillis milliseconds since 1970, for {@link #offsetAt}
     * @param payload at most {@link LogSettings#maxPayloadBytes()}; not copied, so not to be changed afterwards
     * @param callback hears the offset once the record would survive a power cut, or a
     *     {@link JournalUnavailableException}
     * @throws IllegalArgumentException if the payload is too long
     */
    void append(long timeMillis, byte[] payload, AppendCallback callback);

    /**
     * As {@link #append(long, byte[], AppendCallback)}, with a future for the offset. What depends on the future runs on the
     * committer thread: continue elsewhere.
     */
    default CompletableFuture<Long> append(long timeMillis, byte[] payload) {
        OffsetFuture future = new OffsetFuture();
        append(timeMillis, payload, future);
        return future;
    }

    /**
     * Has a task run on the committer thread after the callbacks of each batch, so that callbacks may collect what they
     * have to send and one task hand it over. It must be quick and must not block.
     */
    void addBatchListener(Runnable afterEachBatch);

    /** Oldest offset still stored; {@link #nextOffset()} if there is none. */
    long firstOffset();

    /** Highest offset that is durable; 0 if nothing ever was. */
    long durableOffset();

    /** The offset that the next record gets, as far as is known now. Survives restarts and the removal of all records. */
    long nextOffset();

    /**
     * Reads durable records from an offset on; damage goes to the log's own listener, which counts and logs it.
     *
     * @param fromOffset 1 or more; one that is no longer stored begins at {@link #firstOffset()}, with a report
     * @throws OffsetAheadException if it is beyond {@link #nextOffset()}: then the log is not the one that the offset came from
     */
    RecordReader reader(long fromOffset);

    /** As {@link #reader(long)}, with damage told to this listener as well. */
    RecordReader reader(long fromOffset, DamageListener listener);

    /**
     * First offset whose time is not before this one; {@link #nextOffset()} if there is none. Best effort where the clock
     * went back. Reads from the disk.
     *
     * @throws java.io.UncheckedIOException if the disk cannot be read
     */
    long offsetAt(long timeMillis);

    /**
     * The next offset behind this one at which reading can begin without reading what lies between, a few ten thousand bytes on; the
     * next to be given at the end.
     */
    long placeAfter(long offset);

    /** Largest payload of a record, in bytes: the one bound from which those of messages derive. */
    int maxPayloadBytes();

    /** What somebody should look at although records are taken; empty when all is well. */
    List<JournalWarning> warnings();

    /** For how long the oldest append waits of which nobody heard yet; zero if there is none. Measures every append as a whole. */
    Duration longestWait();

    /** Whether records can be appended now. */
    JournalState state();

    /** Told of each change of {@link #state()}, on a thread of the log; must be quick. */
    void addListener(Consumer<JournalState> listener);

    /**
     * Names somebody who still needs the records from an offset on. Retention removes nothing that a holder needs.
     *
     * @param name shown when the holder keeps the log above its budget
     * @param lowestNeeded lowest offset still needed; if it throws, everything is needed
     * @return ends the hold
     * @throws IllegalArgumentException if the name is taken
     */
    Hold hold(String name, LongSupplier lowestNeeded);

    /** Lets retention begin. Called once when all holders are registered; until then nothing is removed. */
    void startRetention();

    /** What retention finds: sizes, and who keeps the log above its budget. */
    RetentionStatus retention();

    /**
     * Removes all whole segments with nothing but records below an offset, whoever holds them: an operator's order, logged
     * with the count. May block for disk work.
     *
     * @return how many offsets were removed
     */
    long dropBefore(long offset);

    /** Makes durable what was appended, then lets go of the directory. Later appends fail with {@code CLOSED}. */
    @Override
    void close();

    /** A registered need for records. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }
}
