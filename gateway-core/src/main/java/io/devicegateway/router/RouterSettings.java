package io.devicegateway.router;

import java.time.Duration;

/**
 * The bounds and the manner of a router.
 *
 * @param maxConsumers most consumers, subscribed or not, 1 or more
 * @param positionInterval how often positions are stored, above zero; after a crash, events of about that time are delivered
 *     again
 * @param closeTimeout how long handlers under way may take when a consumer stops, above zero; then they are interrupted
 */
public record RouterSettings(int maxConsumers, Duration positionInterval, Duration closeTimeout) {
    /** 64 consumers, four times a second, five seconds. */
    public static final RouterSettings DEFAULT = new RouterSettings(64, Duration.ofMillis(250), Duration.ofSeconds(5));

    public RouterSettings {
        if (maxConsumers < 1) {
            throw new IllegalArgumentException("maxConsumers " + maxConsumers + " is not 1 or more");
        }
        if (!isPositive(positionInterval) || !isPositive(closeTimeout)) {
            throw new IllegalArgumentException("positionInterval " + positionInterval + " and closeTimeout "
                    + closeTimeout + " must be above zero");
        }
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
