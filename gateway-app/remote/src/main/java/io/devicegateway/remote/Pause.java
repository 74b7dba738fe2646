package io.devicegateway.remote;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The growing pauses between attempts to reach the daemon. For one thread. */
final class Pause {
    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 5_000;

    private long next = FIRST_MILLIS;

    /** How long to wait now; the next is longer. */
    Duration next() {
        long now = next;
        next = Math.min(LONGEST_MILLIS, 2 * now);
        return Duration.ofMillis(now - ThreadLocalRandom.current().nextLong(now / 2 + 1));
    }

    /** It was reached. */
    void reset() {
        next = FIRST_MILLIS;
    }
}
