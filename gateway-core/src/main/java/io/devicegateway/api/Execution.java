package io.devicegateway.api;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a command that came in may be executed. It is decided once, when the command is received, and is part of its event.
 *
 * @param verdict whether it may be executed
 * @param before it may be executed before this time only, because later it would surprise somebody; null when it may be at any
 *     time, or not at all
 * @param age how old it was when it was received, for {@link Verdict#STALE}, negative when it was issued in the future; null
 *     when nobody can tell, or for another verdict
 * @param duplicateOf {@link EventRecord#id()} of the first event of the same command, for {@link Verdict#DUPLICATE}; null
 *     otherwise
 * @param firstReceivedAt when that was received, for {@link Verdict#DUPLICATE}; null otherwise
 * @param reason why nobody can execute it, in English words, for {@link Verdict#NOT_EXECUTABLE}; null otherwise
 */
public record Execution(
        Verdict verdict,
        @Nullable Instant before,
        @Nullable Duration age,
        @Nullable String duplicateOf,
        @Nullable Instant firstReceivedAt,
        @Nullable String reason) {
    /** Whether a command may be executed. */
    public enum Verdict {
        /** It may, before {@link #before()} if there is such a time. */
        EXECUTABLE,
        /** It may not: it is older than such a command may be, or nobody can tell how old it is. */
        STALE,
        /** It may not: the same command was received before. */
        DUPLICATE,
        /** It may not: it says itself that nothing is to be done, or something in it means nothing. */
        NOT_EXECUTABLE
    }

    /** One without a reason, as before there was one. */
    public Execution(
            Verdict verdict,
            @Nullable Instant before,
            @Nullable Duration age,
            @Nullable String duplicateOf,
            @Nullable Instant firstReceivedAt) {
        this(verdict, before, age, duplicateOf, firstReceivedAt, null);
    }

    /** It may be executed at any time. */
    public static Execution executable() {
        return new Execution(Verdict.EXECUTABLE, null, null, null, null, null);
    }

    /** It may be executed before this time. */
    public static Execution executableBefore(Instant before) {
        return new Execution(Verdict.EXECUTABLE, before, null, null, null, null);
    }

    /**
     * It is too old.
     *
     * @param age null when nobody can tell how old it is
     */
    public static Execution stale(@Nullable Duration age) {
        return new Execution(Verdict.STALE, null, age, null, null, null);
    }

    /** It was received before. */
    public static Execution duplicate(String duplicateOf, Instant firstReceivedAt) {
        return new Execution(Verdict.DUPLICATE, null, null, duplicateOf, firstReceivedAt, null);
    }

    /** Nobody can execute it, for that reason in English words. */
    public static Execution notExecutable(String reason) {
        return new Execution(Verdict.NOT_EXECUTABLE, null, null, null, null, reason);
    }

    /** Whether the command may be executed at this time. Asked again right before it is executed: events may wait. */
    public boolean permits(Instant now) {
        Instant end = before;
        return verdict == Verdict.EXECUTABLE && (end == null || now.isBefore(end));
    }
}
