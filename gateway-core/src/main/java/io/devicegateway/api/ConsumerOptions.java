package io.devicegateway.api;

import java.time.Instant;

/**
 * How a consumer is served.
 *
 * @param start where a consumer begins that has no stored position; one that has goes on from there, whatever this says
 * @param retry what becomes of an event whose handling failed
 * @param parallelism most devices served at the same time, 1 to 1024; one handler call at a time for each
 * @param window most events read and not yet handled, 1 to 65,536
 * @param maxParked most dead letters, 0 or more; beyond that events are tried again until there is room
 */
public record ConsumerOptions(Start start, RetryPolicy retry, int parallelism, int window, int maxParked) {
    /** From the oldest event, ten attempts, 64 devices at a time, 1024 events in flight, ten thousand dead letters. */
    public static final ConsumerOptions DEFAULT =
            new ConsumerOptions(Start.OLDEST, RetryPolicy.DEFAULT, 64, 1024, 10_000);

    private static final int MOST_PARALLEL = 1024;
    private static final int WIDEST_WINDOW = 65_536;

    /** Where a new consumer begins. A consumer that exists is sent back with {@link Consumers#rewind(String, long)}. */
    public sealed interface Start {
        /** At the oldest event that is stored. */
        Start OLDEST = new Oldest();

        /** After the newest. */
        Start NOW = new Now();

        /** At the oldest event that is stored. */
        record Oldest() implements Start {}

        /** After the newest. */
        record Now() implements Start {}

        /**
         * After an event.
         *
         * @param offset offset of the last event not wanted, 0 or more; nearer to what is stored if it is outside of that
         */
        record After(long offset) implements Start {
            /**
             * @throws IllegalArgumentException if the offset is below zero
             */
            public After {
                if (offset < 0) {
                    throw new IllegalArgumentException("offset " + offset + " is below zero");
                }
            }
        }

        /**
         * At the first event that was received at that time or later.
         *
         * @param time by the gateway's wall clock
         */
        record At(Instant time) implements Start {}
    }

    /**
     * @throws IllegalArgumentException if a value is outside its range; says which
     */
    public ConsumerOptions {
        if (parallelism < 1 || parallelism > MOST_PARALLEL) {
            throw new IllegalArgumentException("parallelism " + parallelism + " is not 1 to " + MOST_PARALLEL);
        }
        if (window < 1 || window > WIDEST_WINDOW) {
            throw new IllegalArgumentException("window " + window + " is not 1 to " + WIDEST_WINDOW);
        }
        if (maxParked < 0) {
            throw new IllegalArgumentException("maxParked " + maxParked + " is not 0 or more");
        }
    }

    /** The same from another start. */
    public ConsumerOptions startingAt(Start other) {
        return new ConsumerOptions(other, retry, parallelism, window, maxParked);
    }

    /** The same with other retries. */
    public ConsumerOptions retrying(RetryPolicy other) {
        return new ConsumerOptions(start, other, parallelism, window, maxParked);
    }

    /** The same with other bounds of what is under way at a time. */
    public ConsumerOptions bounded(int devicesAtATime, int eventsInFlight) {
        return new ConsumerOptions(start, retry, devicesAtATime, eventsInFlight, maxParked);
    }

    /** The same with another bound of dead letters. */
    public ConsumerOptions parkingAtMost(int letters) {
        return new ConsumerOptions(start, retry, parallelism, window, letters);
    }
}
