package io.devicegateway.chargepile;

import java.time.Instant;

/**
 * How the consumer is, now.
 *
 * @param state whether lines can come
 * @param cause why they cannot, in words that say what to do; empty while they can
 * @param since when that began
 * @param figures what was counted since it was started
 */
public record ConsumerHealth(State state, String cause, Instant since, Figures figures) {
    /** Whether lines can come. */
    public enum State {
        /** It was not started yet. */
        NEW,
        /** It connects, for the first time or again. */
        CONNECTING,
        /** The broker hands over lines, and that was verified lately. */
        CONSUMING,
        /** Something is wrong; it tries again by itself. */
        IN_TROUBLE,
        /** It was closed. */
        CLOSED
    }

    /** Whether the broker hands over lines. */
    public boolean consuming() {
        return state == State.CONSUMING;
    }

    /**
     * What was counted.
     *
     * @param consumed how often consuming began
     * @param troubles how often it ended or could not begin
     * @param delivered lines handed over by the broker
     * @param redelivered those of them that the broker says it may have handed over before
     * @param acknowledged lines acknowledged, each after its event was durable
     * @param malformed lines that cannot be understood
     * @param deadLettered those of them that the broker confirmed to have kept as dead letters
     * @param unacknowledged lines handed over and not acknowledged now
     */
    public record Figures(
            long consumed,
            long troubles,
            long delivered,
            long redelivered,
            long acknowledged,
            long malformed,
            long deadLettered,
            long unacknowledged) {}
}
