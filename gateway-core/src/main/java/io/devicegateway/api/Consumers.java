package io.devicegateway.api;

import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The named consumers of events: how they stand, holding them back, replaying events to them, and their dead letters.
 *
 * <p>A consumer exists from its first {@link Gateway#subscribe} until it is removed, whether somebody is subscribed or not, and
 * as long as it exists the gateway keeps the events that it has not passed.
 *
 * <p>Every method that names a consumer throws {@link NoSuchElementException} if there is none of that name.
 */
public interface Consumers {
    /** How all consumers stand, ordered by name; a snapshot. */
    List<ConsumerStatus> consumers();

    /** How one stands; empty if there is none of that name. */
    default Optional<ConsumerStatus> consumer(String name) {
        return consumers().stream()
                .filter(consumer -> consumer.name().equals(name))
                .findFirst();
    }

    /** Holds the events of a consumer back until {@link #resume}, also across a restart. Waits for handlers under way. */
    void pause(String name);

    /** Delivers again where {@link #pause} stopped. */
    void resume(String name);

    /**
     * Replays: delivers again every event after this offset, under the same ids. Waits for handlers under way.
     *
     * @param position the offset of the last event that is not to be delivered again, 0 or more
     * @throws IllegalArgumentException if that is not behind the consumer's position, or no longer stored
     */
    void rewind(String name, long position);

    /**
     * Replays: delivers again every event received at that time or later; from the oldest stored if that is younger. Nothing
     * happens if the consumer has not come that far. Waits for handlers under way.
     */
    void rewind(String name, Instant from);

    /**
     * Removes a consumer, its position and its dead letters.
     *
     * @throws IllegalStateException if it is subscribed
     */
    void remove(String name);

    /**
     * Events that the consumer's handler could not handle, however often it was tried, oldest first.
     *
     * @param afterOffset only those about events after this offset; 0 for all
     * @param limit most to answer, 1 to 1,000
     */
    List<DeadLetter> deadLetters(String name, long afterOffset, int limit);

    /**
     * Gives a dead letter to the handler once more, after the events of its device that wait already: so later events of the
     * device have been handled before it. Tried once.
     *
     * @return whether it was handled; if not, it stays a dead letter, with the new cause
     * @throws NoSuchElementException if there is no such dead letter
     * @throws IllegalStateException if nobody is subscribed, or the consumer is paused
     */
    CompletableFuture<Boolean> redrive(String name, long offset);

    /**
     * Gives all dead letters of a consumer to its handler once more, oldest first and one after the other.
     *
     * @throws IllegalStateException if nobody is subscribed, or the consumer is paused
     */
    CompletableFuture<Redriven> redriveAll(String name);

    /**
     * Gives a dead letter up for good.
     *
     * @param reason why, in words, 1 to 256 characters; kept with it
     * @throws NoSuchElementException if there is no such dead letter
     */
    void drop(String name, long offset, String reason);

    /**
     * What became of dead letters that were tried again.
     *
     * @param handled how many were handled, and are dead letters no longer
     * @param failed how many failed again
     */
    record Redriven(int handled, int failed) {}
}
