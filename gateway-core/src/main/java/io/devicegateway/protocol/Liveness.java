package io.devicegateway.protocol;

import java.time.Duration;

/**
 * How long a device may be silent.
 *
 * @param staleAfter silence after which it is shown as stale, above zero
 * @param offlineAfter silence after which its connection is closed and it is offline, not below {@code staleAfter}
 */
public record Liveness(Duration staleAfter, Duration offlineAfter) {
    public Liveness {
        if (staleAfter.isNegative() || staleAfter.isZero() || offlineAfter.compareTo(staleAfter) < 0) {
            throw new IllegalArgumentException(
                    "0 < staleAfter <= offlineAfter does not hold for " + staleAfter + " and " + offlineAfter);
        }
    }
}
