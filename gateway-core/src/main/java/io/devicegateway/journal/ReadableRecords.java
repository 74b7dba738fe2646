package io.devicegateway.journal;

import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of a log as far as the disk can read them. A place that it cannot read is tried again and then passed over: for what the
 * gateway remembers at a start, where standing still would be worse. Consumers read in another way, they wait.
 */
final class ReadableRecords implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadableRecords.class);
    private static final int ATTEMPTS = 3;

    private final RecordLog log;
    private RecordReader reader;

    ReadableRecords(RecordLog log, long fromOffset) {
        this.log = log;
        this.reader = log.reader(fromOffset);
    }

    /** The next record that can be read; null at the end. */
    @Nullable
    LogRecord poll() {
        for (int attempt = 1; ; attempt++) {
            long at = reader.nextOffset();
            try {
                return reader.poll();
            } catch (UncheckedIOException e) {
                if (attempt >= ATTEMPTS) {
                    long next = log.placeAfter(at);
                    LOG.error("journal: events {} to {} cannot be read and are not remembered", at, next - 1, e);
                    reader.close();
                    reader = log.reader(next);
                    attempt = 0;
                }
            }
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
