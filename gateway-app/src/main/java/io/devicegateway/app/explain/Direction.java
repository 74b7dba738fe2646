package io.devicegateway.app.explain;

/** Who sent a frame. */
public enum Direction {
    /** The device. */
    DEVICE,
    /** The gateway, or another server. */
    SERVER
}
