package io.devicegateway.journal;

/** An event could not be made durable. Nothing may be acknowledged on its account. */
public final class JournalUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public JournalUnavailableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public JournalUnavailableException(Reason reason, String message, Throwable cause) {
        super(message, cause);
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
