package io.devicegateway.api;

/** What it costs to carry a command out twice. */
public enum Safety {
    /** Asks only. */
    READ,
    /** Sets a value: twice is the same as once. */
    SET,
    /** Has a physical effect: never written twice, never retried blindly. */
    ONCE
}
