package io.devicegateway.api;

/** Whether a device may connect. */
public sealed interface Admission {
    /** It may. */
    record Admitted() implements Admission {}

    /**
     * It may not.
     *
     * @param reason why, in English words
     */
    record Denied(String reason) implements Admission {}
}
