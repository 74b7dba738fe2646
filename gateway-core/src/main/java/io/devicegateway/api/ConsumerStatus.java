package io.devicegateway.api;

import org.jspecify.annotations.Nullable;

/**
 * How a consumer stands.
 *
 * @param position offset up to which every event was handled or parked
 * @param lag durable events after that
 * @param inFlight events read and not yet handled, those that are tried again included
 * @param retrying events that failed and wait to be tried again
 * @param parked dead letters
 * @param missed events that were gone from the journal before it came to them, since the start
 * @param problem what keeps it from working, in English words; null for nothing
 */
public record ConsumerStatus(
        String name,
        ConsumerState state,
        long position,
        long lag,
        int inFlight,
        int retrying,
        int parked,
        long missed,
        @Nullable String problem) {}
