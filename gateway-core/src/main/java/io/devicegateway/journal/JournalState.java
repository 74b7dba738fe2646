package io.devicegateway.journal;

import java.time.Instant;

/** Whether the journal takes events. */
public sealed interface JournalState {
    /** It does. */
    record Open() implements JournalState {}

    /**
     * There is no room; it resumes by itself.
     *
     * @param since since when
     * @param cause what is full and what to do, in English words
     */
    record Full(Instant since, String cause) implements JournalState {}

    /**
     * A write or a force failed, and the batch with it; it is tried again with a new segment by itself.
     *
     * @param since since when
     * @param cause what happened, in English words
     */
    record Failed(Instant since, String cause) implements JournalState {}
}
