package io.devicegateway.api;

/**
 * A device's presence changed.
 *
 * @param state the new state
 * @param reason why, for code
 * @param detail why, in English words for people; may be empty
 */
public record Presence(DeviceId device, State state, Reason reason, String detail) implements DeviceEvent {
    /** Whether a device can be counted on. */
    public enum State {
        /** Connected and heard from within its limit. */
        ONLINE,
        /** Not heard from for longer than expected, or not yet back after a restart of the gateway: do not send people. */
        STALE,
        /** Not connected, or silent beyond its limit. */
        OFFLINE
    }

    /** Why a presence changed. */
    public enum Reason {
        /** The device identified itself on a new connection. */
        CONNECTED,
        /** The device identified itself on a new connection while an older one was still open; the newest wins. */
        TAKEN_OVER,
        /** A stale device was heard from again. */
        HEARD_AGAIN,
        /** Nothing was heard for longer than the protocol's limit. */
        SILENT,
        /** It is silent or gone, as was to be expected: it said before that it would be. The detail says why. */
        EXPECTED,
        /** The device, or something between, closed the connection. */
        CLOSED_BY_PEER,
        /** The connection broke, or bytes sent were not acknowledged in time. */
        CONNECTION_LOST,
        /** The gateway closed the connection because what it received could not be accepted. */
        PROTOCOL_ERROR,
        /** The gateway closed the connection because an event could not be made durable. */
        JOURNAL_UNAVAILABLE,
        /** The device was disabled or removed by an operator or by the backend. */
        DISABLED,
        /** The gateway was stopped in an orderly way. */
        GATEWAY_STOPPED,
        /** The gateway restarted and the device has not come back yet. */
        GATEWAY_RESTARTED,
        /** The device was never seen. */
        NEVER_SEEN,
        /** A reason of a later version, which this one does not know. */
        OTHER
    }
}
