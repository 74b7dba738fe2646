package io.devicegateway.app.simulate;

import java.util.SplittableRandom;

/** Pauses that grow, each with some chance in it so that many devices do not come back at the same moment. */
final class Backoff {
    private static final long FIRST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 30_000;

    private final SplittableRandom random;
    private long nextMillis = FIRST_MILLIS;

    Backoff(SplittableRandom random) {
        this.random = random;
    }

    /** The next pause: half of it is sure, half is chance. */
    long nextMillis() {
        long pause = nextMillis / 2 + random.nextLong(nextMillis / 2 + 1);
        nextMillis = Math.min(2 * nextMillis, LONGEST_MILLIS);
        return pause;
    }

    /** All went well. */
    void reset() {
        nextMillis = FIRST_MILLIS;
    }
}
