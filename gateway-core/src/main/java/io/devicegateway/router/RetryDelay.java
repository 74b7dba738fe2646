package io.devicegateway.router;

import io.devicegateway.api.RetryPolicy;
import java.util.random.RandomGenerator;

/** How long to wait before an event is tried again. */
final class RetryDelay {
    private static final int MOST_DOUBLINGS = 32;

    private RetryDelay() {}

    /** Pause after so many failed attempts, 1 or more, in nanoseconds. */
    static long nanos(RetryPolicy policy, int attempts, RandomGenerator random) {
        long longest = policy.maxDelay().toNanos();
        long delay = policy.firstDelay().toNanos();
        for (int i = 1; i < Math.min(attempts, MOST_DOUBLINGS) && delay < longest; i++) {
            delay *= 2;
        }
        delay = Math.min(delay, longest);
        return delay - random.nextLong(delay / 2 + 1);
    }
}
