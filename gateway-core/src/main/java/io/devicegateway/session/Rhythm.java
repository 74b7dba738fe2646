package io.devicegateway.session;

import io.devicegateway.protocol.Liveness;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How often a device is heard of its own accord, and what follows for how long it may be silent. */
final class Rhythm {
    /** Enough that one or two odd intervals do not move the median. */
    private static final int REMEMBERED = 5;
    /** With fewer it is not known yet. */
    private static final int ENOUGH = 3;
    /** A median that moves by less than one part in so many changes no limit. */
    private static final int TOLERANCE = 8;

    private final long[] intervals = new long[REMEMBERED];
    private int beats;
    private long lastBeat;
    private long usedMedian;

    /**
     * The device was heard.
     *
     * @param now on the ticker's scale
     * @param least the offline limit does not fall below this
     * @return the limits that hold from now on; null when they stay
     */
    @Nullable
    Liveness beat(long now, Duration least) {
        if (beats > 0) {
            intervals[(beats - 1) % REMEMBERED] = now - lastBeat;
        }
        lastBeat = now;
        // Bounded, and the place in the ring stays right.
        beats = beats == 2 * REMEMBERED ? REMEMBERED + 1 : beats + 1;
        int known = Math.min(beats - 1, REMEMBERED);
        if (known < ENOUGH) {
            return null;
        }
        long median = median(known);
        if (usedMedian > 0 && Math.abs(median - usedMedian) <= usedMedian / TOLERANCE) {
            return null;
        }
        usedMedian = median;
        long leastNanos = least.toNanos();
        return new Liveness(
                Duration.ofNanos(Math.max(2 * median, leastNanos / 3 * 2)),
                Duration.ofNanos(Math.max(3 * median, leastNanos)));
    }

    private long median(int known) {
        long[] sorted = Arrays.copyOf(intervals, known);
        Arrays.sort(sorted);
        return sorted[known / 2];
    }
}
