package io.devicegateway.app.simulate;

import java.time.Duration;
import java.util.SplittableRandom;

/** Pauses that grow, each with some chance in it so that many devices do not come back at the same moment. */
final class Backoff {
    private static final long FIRST_MILLIS = 500;

    private final SplittableRandom random;
    private final long longestMillis;
    private long nextMillis;

    Backoff(SplittableRandom random, Duration longest) {
        this.random = random;
        this.longestMillis = Math.max(2, longest.toMillis());
        this.nextMillis = Math.min(FIRST_MILLIS, longestMillis);
    }

    /** The next pause: half of it is sure, half is chance. */
    long nextMillis() {
        long pause = nextMillis / 2 + random.nextLong(nextMillis / 2 + 1);
        nextMillis = Math.min(2 * nextMillis, longestMillis);
        return pause;
    }

    /** All went well. */
    void reset() {
        nextMillis = Math.min(FIRST_MILLIS, longestMillis);
    }
}
