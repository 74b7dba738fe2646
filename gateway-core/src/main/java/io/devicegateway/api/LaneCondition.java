package io.devicegateway.api;

/** How a lane of a vending cabinet is. */
public enum LaneCondition {
    /** It works and is not empty. */
    OK,
    /** It is empty. */
    OUT_OF_STOCK,
    /** Its motor did not come round in time. */
    MOTOR_TIMEOUT,
    /** Its motor turned, and nothing was seen to fall. */
    DROP_NOT_DETECTED,
    /** Its motor has a short circuit. */
    MOTOR_SHORT,
    /** Not known. */
    UNKNOWN
}
