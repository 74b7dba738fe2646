package io.devicegateway.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a command is to be sent.
 *
 * @param deadline within what time the outcome is told, above zero, at most ten minutes; null for the protocol's own
 * @param idempotencyKey 1 to 128 characters that name the caller's intention: the same key gives the same outcome and is
 *     never carried out twice, also after a restart; null for none
 */
public record CommandOptions(
        @Nullable Duration deadline, @Nullable String idempotencyKey) {
    /** Longest deadline. */
    public static final Duration MAX_DEADLINE = Duration.ofMinutes(10);

    /** The protocol's own deadline, no idempotency key. */
    public static final CommandOptions DEFAULT = new CommandOptions(null, null);

    public CommandOptions {
        if (deadline != null && (deadline.isNegative() || deadline.isZero() || deadline.compareTo(MAX_DEADLINE) > 0)) {
            throw new IllegalArgumentException("deadline " + deadline + " is not above zero and at most ten minutes");
        }
        if (idempotencyKey != null && (idempotencyKey.isBlank() || idempotencyKey.length() > 128)) {
            throw new IllegalArgumentException("idempotency key is not 1 to 128 characters");
        }
    }

    /** The same with this deadline. */
    public CommandOptions within(Duration limit) {
        return new CommandOptions(limit, idempotencyKey);
    }

    /** The same with this idempotency key. */
    public CommandOptions once(String key) {
        return new CommandOptions(deadline, key);
    }
}
