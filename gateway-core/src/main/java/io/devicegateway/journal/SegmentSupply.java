package io.devicegateway.journal;

import io.devicegateway.journal.JournalUnavailableException.Reason;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the next segment ready before it is needed, and knows why there is none. Works on the maintenance thread. */
final class SegmentSupply {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentSupply.class);
    private static final double MIB = 1024.0 * 1024;

    /** Instead of the free space where nobody can tell. */
    static final long UNKNOWN = -1;

    private final SegmentFiles files;
    private final LogSettings settings;
    private final Retention retention;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Spare spare;
    private @Nullable JournalUnavailableException failure;
    private boolean closed;
    private long spareNumber;
    private final AtomicLong rounds = new AtomicLong();
    private volatile @Nullable JournalUnavailableException lowSpace;
    private volatile long free = UNKNOWN;
    private volatile boolean unknownTold;

    SegmentSupply(SegmentFiles files, LogSettings settings, Retention retention) {
        this.files = files;
        this.settings = settings;
        this.retention = retention;
    }

    /** Looks at the free space and prepares a spare if there is none. */
    void replenish() {
        rounds.incrementAndGet();
        long usable = usableSpace();
        lowSpace = usable >= settings.reserveBytes()
                ? null
                : full("only " + mib(usable) + " MiB are free where the journal lives, " + mib(settings.reserveBytes())
                        + " MiB are to be kept free: free some space");
        lock.lock();
        try {
            if (spare != null || closed) {
                return;
            }
        } finally {
            lock.unlock();
        }
        @Nullable Spare prepared = null;
        @Nullable JournalUnavailableException obstacle = obstacle(usable);
        if (obstacle == null) {
            try {
                prepared = Spare.prepare(files, "next-" + ++spareNumber + Spare.SUFFIX, settings.segmentBytes());
            } catch (IOException e) {
                obstacle = unavailable("cannot create the next journal segment", e);
            }
        }
        deliver(prepared, obstacle);
    }

    private void deliver(@Nullable Spare prepared, @Nullable JournalUnavailableException obstacle) {
        lock.lock();
        try {
            if (obstacle != null && failure == null) {
                LOG.warn("no spare journal segment: {}", obstacle.getMessage(), obstacle.getCause());
            }
            spare = prepared;
            failure = obstacle;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable JournalUnavailableException obstacle(long usable) {
        if (usable - settings.segmentBytes() < settings.reserveBytes()) {
            return full("a new journal segment of " + mib(settings.segmentBytes()) + " MiB does not fit: "
                    + mib(usable) + " MiB are free, " + mib(settings.reserveBytes())
                    + " MiB are to be kept free: free some space");
        }
        return limit();
    }

    private @Nullable JournalUnavailableException limit() {
        RetentionStatus status = retention.status();
        if (status.bytes() + settings.segmentBytes() > settings.maxBytes()) {
            return full("the journal holds " + mib(status.bytes()) + " MiB of at most " + mib(settings.maxBytes())
                    + " MiB, needed by " + (status.heldBy().isEmpty() ? "nobody known yet" : status.heldBy())
                    + ": have that consumer catch up, end it, or raise the limit");
        }
        return null;
    }

    /**
     * Hands out the spare.
     *
     * @param wait whether to wait while one is being prepared
     * @return null if there is none yet
     * @throws JournalUnavailableException if there is none because it could not be prepared
     */
    @Nullable
    Spare take(boolean wait) {
        // A spare may have been prepared while the one before was on its way to become a segment.
        JournalUnavailableException limit = limit();
        if (limit != null) {
            throw limit;
        }
        lock.lock();
        try {
            while (wait && spare == null && failure == null && !closed) {
                changed.awaitUninterruptibly();
            }
            if (spare == null && failure != null) {
                throw failure;
            }
            Spare taken = spare;
            spare = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** How often space was looked at: who failed waits for the next time before it tries again. */
    long rounds() {
        return rounds.get();
    }

    /** Free bytes of the file system when it was looked at last; {@link #UNKNOWN} if that is not known. */
    long free() {
        return free;
    }

    /** Why nothing may be written although a segment is open; null if it may. */
    @Nullable
    JournalUnavailableException lowSpace() {
        return lowSpace;
    }

    /** FULL if the disk is, FAILED otherwise. The words of the operating system depend on its language, so the space counts too. */
    JournalUnavailableException unavailable(String what, Throwable cause) {
        String message = what + ": " + cause;
        String words = message.toLowerCase(Locale.ROOT);
        boolean full = usableSpace() < Math.max(settings.reserveBytes(), settings.segmentBytes())
                || words.contains("no space left")
                || words.contains("quota exceeded");
        return new JournalUnavailableException(full ? Reason.FULL : Reason.FAILED, message, cause);
    }

    private long usableSpace() {
        try {
            long usable = files.usableSpace();
            free = usable;
            return usable;
        } catch (IOException e) {
            if (!unknownTold) {
                unknownTold = true;
                LOG.warn("cannot find out how much space is free where the journal lives; it is not looked after", e);
            }
            return Long.MAX_VALUE;
        }
    }

    private static JournalUnavailableException full(String message) {
        return new JournalUnavailableException(Reason.FULL, message);
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / MIB);
    }

    /** Gives the spare up. */
    void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            if (spare != null) {
                spare.discard(files);
                spare = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
