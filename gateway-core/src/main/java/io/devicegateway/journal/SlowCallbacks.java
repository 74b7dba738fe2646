package io.devicegateway.journal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names in the log, at most once a minute, what holds up the journal's committer. Used by the committer's thread only. */
final class SlowCallbacks {
    private static final Logger LOG = LoggerFactory.getLogger(SlowCallbacks.class);
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** At first everything takes longer, because its code is only being loaded. */
    private static final int FIRST = 100;

    private static final long SLOW_AT_FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long TOLD_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanos;
    private long toldAt;
    private boolean told;
    private int since;
    private int first = FIRST;

    SlowCallbacks(LongSupplier nanos) {
        this.nanos = nanos;
    }

    long now() {
        return nanos.getAsLong();
    }

    /**
     * Looks at one that ran.
     *
     * @param startedAt when, by {@link #now}
     * @param callback who it was; its text says so
     * @return how long it took when it was named, in nanoseconds; null when it was not
     */
    @Nullable
    Long ran(long startedAt, Object callback) {
        long now = now();
        long took = now - startedAt;
        first = Math.max(0, first - 1);
        if (took <= (first > 0 ? SLOW_AT_FIRST_NANOS : SLOW_NANOS)) {
            return null;
        }
        since++;
        if (told && now - toldAt < TOLD_EVERY_NANOS) {
            return null;
        }
        LOG.warn(
                "{} held up the journal, and with it everybody's acknowledgements, for {} ms; {} such since this was said last",
                callback,
                TimeUnit.NANOSECONDS.toMillis(took),
                since);
        told = true;
        toldAt = now;
        since = 0;
        return took;
    }
}
