package io.devicegateway.journal;

/**
 * Hears what became of one append. Exactly one of the two methods is called, once.
 *
 * <p>Success comes on the journal's committer thread, a refusal may come on the appending thread before
 * {@code append} returns. Both must be quick and must not block: everything that waits for the disk waits for them. One that takes
 * more than 5 ms is named in the log by its {@link Object#toString}.
 */
public interface AppendCallback {
    /** The record would survive a power cut from now on; this is its offset. */
    void durable(long offset);

    /** The record is not durable and nothing may be acknowledged on its account. */
    void failed(JournalUnavailableException cause);
}
