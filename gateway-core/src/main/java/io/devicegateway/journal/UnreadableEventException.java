package io.devicegateway.journal;

/**
 * The journal holds a record that this version cannot read, not even whose it is: a later version wrote it. It is not passed over;
 * the reader stays in front of it. The message says what to do.
 */
public final class UnreadableEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    UnreadableEventException(long offset, IllegalArgumentException cause) {
        super(
                "event " + offset + " of the journal cannot be read by this version: " + cause.getMessage()
                        + "; start the version that wrote it",
                cause);
        this.offset = offset;
    }

    /** The offset of the event. */
    public long offset() {
        return offset;
    }
}
