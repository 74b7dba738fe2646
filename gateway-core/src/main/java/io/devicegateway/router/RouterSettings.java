package io.devicegateway.router;

import java.time.Duration;

/**
 * The bounds and the manner of a router.
 *
 * @param maxConsumers most consumers, subscribed or not, 1 or more
 * @param positionInterval how often positions are stored, above zero; after a crash, events of about that time are delivered
 *     again
 * @param closeTimeout how long handlers under way may take when a consumer stops, above zero; then they are interrupted
 * @param longCall a handler call that takes longer is shown as a problem of its consumer, above zero
 */
public record RouterSettings(int maxConsumers, Duration positionInterval, Duration closeTimeout, Duration longCall) {
    private static final Duration LONG_CALL = Duration.ofMinutes(1);

    /** 64 consumers, four times a second, five seconds, a minute. */
    public static final RouterSettings DEFAULT =
            new RouterSettings(64, Duration.ofMillis(250), Duration.ofSeconds(5), LONG_CALL);

    public RouterSettings {
        if (maxConsumers < 1) {
            throw new IllegalArgumentException("maxConsumers " + maxConsumers + " is not 1 or more");
        }
        if (!isPositive(positionInterval) || !isPositive(closeTimeout) || !isPositive(longCall)) {
            throw new IllegalArgumentException("positionInterval " + positionInterval + ", closeTimeout " + closeTimeout
                    + " and longCall " + longCall + " must be above zero");
        }
    }

    /** The same with a call long after a minute. */
    public RouterSettings(int maxConsumers, Duration positionInterval, Duration closeTimeout) {
        this(maxConsumers, positionInterval, closeTimeout, LONG_CALL);
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
