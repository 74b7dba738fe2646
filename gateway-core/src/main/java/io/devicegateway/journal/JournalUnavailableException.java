package io.devicegateway.journal;

import org.jspecify.annotations.Nullable;

/** An event could not be made durable. Nothing may be acknowledged on its account. */
public final class JournalUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public JournalUnavailableException(Reason reason, String message) {
        this(reason, message, null);
    }

    public JournalUnavailableException(Reason reason, String message, @Nullable Throwable cause) {
        // An outcome, not a bug: many appends share one, so it carries no stack of its own.
        super(message, cause, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Why an append failed. */
    public enum Reason {
        /** No room on the disk, or in the journal's budget. */
        FULL,
        /** A write or a force failed. */
        FAILED,
        /** More appends wait than the journal allows. */
        OVERLOADED,
        /** The journal is closed. */
        CLOSED
    }
}
