package io.devicegateway.journal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A cursor of its own over the durable records of a log. Used by one thread at a time. */
public interface RecordReader extends AutoCloseable {
    /**
     * The next durable record, null if there is none yet. Damage is passed over and reported to the reader's listener.
     *
     * @throws java.io.UncheckedIOException if the disk cannot be read; the cursor stays where it is, so that a later call
     *     tries again (an interrupt of the calling thread during the read has this effect too)
     */
    @Nullable
    LogRecord poll();

    /**
     * Waits until {@link #poll()} may have something.
     *
     * @return false if the time is over, or the log closed, and there is nothing
     */
    boolean await(Duration atMost) throws InterruptedException;

    /** Offset of the next record that will be looked for. */
    long nextOffset();

    @Override
    void close();
}
