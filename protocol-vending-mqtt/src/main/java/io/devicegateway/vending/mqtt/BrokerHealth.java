package io.devicegateway.vending.mqtt;

import java.time.Instant;

/**
 * Whether messages of cabinets come through, and why not.
 *
 * @param state how it is
 * @param cause what is the matter, in English words; empty when all is well
 * @param since since when it has been in this state
 */
public record BrokerHealth(State state, String cause, Instant since) {
    /** Whether messages of cabinets come through. */
    public enum State {
        /** They do: a message of the gateway to itself came back not long ago. */
        UP,
        /** They do, and something is the matter that somebody should look at. */
        DEGRADED,
        /** They do not. */
        DOWN
    }

    /** In English words, on one line. */
    public String words() {
        return switch (state) {
            case UP -> "consuming since " + since;
            case DEGRADED -> "consuming since " + since + ", but " + cause;
            case DOWN -> "not consuming since " + since + ": " + cause;
        };
    }
}
