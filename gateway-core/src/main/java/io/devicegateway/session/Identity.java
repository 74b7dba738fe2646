package io.devicegateway.session;

import io.devicegateway.api.DeviceId;

/**
 * The device that a connection speaks for, and since which session.
 *
 * @param heardAt when the device said so, on the ticker's scale
 * @param connection number of the connection, ascending over those of the process
 */
record Identity(DeviceId device, long epoch, long heardAt, long connection) {
    /** Whether the device said so later than it did on another connection. */
    boolean isLaterThan(long otherHeardAt, long otherConnection) {
        long later = heardAt - otherHeardAt;
        return later > 0 || (later == 0 && connection > otherConnection);
    }
}
