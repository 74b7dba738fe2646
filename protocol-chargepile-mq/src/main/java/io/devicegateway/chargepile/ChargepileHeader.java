package io.devicegateway.chargepile;

import java.time.Instant;
import java.util.Optional;

/**
 * What every line begins with (002 section 1).
 *
 * @param ip the sender's address, for information only, as {@code 192.168.1.1}
 * @param version the version of the interface, as {@code API:2.0.2}
 * @param timestamp when the line was written, as it stands: milliseconds since 1970 with 13 digits, seconds with 10; with any
 *     other number of digits nobody knows
 * @param pile the number of the pile that it is for, 1 to 64 printable ASCII characters; empty in a heartbeat that has none
 */
public record ChargepileHeader(String ip, String version, long timestamp, String pile) {
    private static final long LEAST_SECONDS = 1_000_000_000L;
    private static final long LEAST_MILLIS = 1_000_000_000_000L;

    /** When the line was written; empty when the timestamp has neither 10 nor 13 digits. */
    public Optional<Instant> sentAt() {
        if (timestamp >= LEAST_SECONDS && timestamp < 10 * LEAST_SECONDS) {
            return Optional.of(Instant.ofEpochSecond(timestamp));
        }
        return timestamp >= LEAST_MILLIS && timestamp < 10 * LEAST_MILLIS
                ? Optional.of(Instant.ofEpochMilli(timestamp))
                : Optional.empty();
    }
}
