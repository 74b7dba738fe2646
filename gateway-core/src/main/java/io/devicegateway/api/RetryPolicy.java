package io.devicegateway.api;

import java.time.Duration;

/**
 * How often and after what pauses an event is given again to a handler that threw. The pause doubles from attempt to attempt, and
 * each is shortened at random by up to a half, so that what failed together does not come back together.
 *
 * @param maxAttempts most attempts, the first included, 1 or more; then the event is parked. {@link #UNLIMITED}: it never is,
 *     and the consumer's position waits for it
 * @param firstDelay pause after the first attempt, above zero
 * @param maxDelay longest pause, not below {@code firstDelay}
 */
public record RetryPolicy(int maxAttempts, Duration firstDelay, Duration maxDelay) {
    /** Never park. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Ten attempts, from 100 ms to 30 s apart: an event is parked after some 40 s. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(10, Duration.ofMillis(100), Duration.ofSeconds(30));

    /**
     * @throws IllegalArgumentException if a value is outside its range; says which
     */
    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts " + maxAttempts + " is not 1 or more");
        }
        if (firstDelay.isNegative() || firstDelay.isZero() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "0 < firstDelay <= maxDelay does not hold for " + firstDelay + " and " + maxDelay);
        }
    }
}
