package io.devicegateway.journal;

/** An offset beyond the journal's end was asked for: it comes from another journal, or the end of this one was lost. */
public final class OffsetAheadException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final long asked;
    private final long next;

    OffsetAheadException(long asked, long next) {
        super("cannot read the journal from offset " + asked + ", the next record will have " + next
                + ": the offset comes from another journal, or its end was lost");
        this.asked = asked;
        this.next = next;
    }

    /** The offset that was asked for. */
    public long asked() {
        return asked;
    }

    /** The offset that the next record gets; the highest that can be asked for. */
    public long next() {
        return next;
    }
}
