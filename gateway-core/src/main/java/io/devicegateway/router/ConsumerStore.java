package io.devicegateway.router;

import io.devicegateway.api.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where consumers' positions and dead letters are kept. What a call wrote is on the disk when it returns. Safe for all threads; a
 * {@link io.devicegateway.store.StoreException} means that nothing was changed.
 */
public interface ConsumerStore extends AutoCloseable {
    /** All consumers, ordered by name. */
    List<StoredConsumer> consumers();

    /** The highest offset that any consumer has seen; 0 if there is none. A journal must not give it to another event. */
    default long highestPosition() {
        return consumers().stream().mapToLong(StoredConsumer::position).max().orElse(0);
    }

    /** Adds a consumer. */
    void add(StoredConsumer consumer);

    /**
     * Remembers what these consumers need no more.
     *
     * @param journal the identity of the journal in which that counts
     */
    void save(Map<String, Passed> passed, String journal);

    /** Remembers whether an operator holds the consumer's events back. */
    void savePaused(String consumer, boolean paused);

    /** Removes a consumer with its dead letters. Answers how many those were. */
    int remove(String consumer);

    /** Keeps a dead letter, in the place of one about the same event. */
    void park(DeadLetter letter);

    /**
     * Dead letters with an offset above this one, oldest first: not more than this many, and fewer, but one at least, where they are
     * so large that they take more than some megabytes. None only when there are none.
     */
    List<DeadLetter> deadLetters(String consumer, long afterOffset, int limit);

    /** The dead letter about one event. */
    Optional<DeadLetter> deadLetter(String consumer, long offset);

    /** The offsets of all dead letters of a consumer. */
    Set<Long> parkedOffsets(String consumer);

    /** Removes a dead letter because its event was handled. Answers whether it was there. */
    boolean unpark(String consumer, long offset);

    /** Removes a dead letter because an operator gave it up; that is remembered. Answers whether it was there. */
    boolean drop(String consumer, long offset, String reason, Instant at);

    @Override
    void close();

    /**
     * A consumer as it is stored.
     *
     * @param passed what it needs no more
     * @param paused whether an operator holds its events back
     * @param journal the identity of the journal in which that counts; empty when it is not known
     */
    record StoredConsumer(String name, Passed passed, boolean paused, String journal) {
        /** One in a journal that is not known, which has passed everything up to an offset, and nothing after it. */
        public StoredConsumer(String name, long position, boolean paused) {
            this(name, Passed.upTo(position), paused, "");
        }

        /** Offset up to which every event was handled or parked. */
        public long position() {
            return passed.position();
        }
    }
}
