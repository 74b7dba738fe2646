package io.devicegateway.simulation;

import io.devicegateway.api.DeviceId;
import java.util.List;

/**
 * A device made of code: a state machine of its own that speaks the vendor's protocol from the other side. It does no
 * input or output and reads no clock, so that the same one runs over a socket and in a test that moves the time.
 * Called by one thread at a time.
 */
public interface VirtualDevice {
    /** Which device it plays. */
    DeviceId id();

    /** The connection stands. */
    List<Act> onConnect(long nowMillis);

    /** Bytes came, cut anywhere. */
    List<Act> onBytes(byte[] bytes, long nowMillis);

    /** The time that {@link #nextTick()} asked for has come. */
    List<Act> onTick(long nowMillis);

    /** The connection ended. */
    void onDisconnect(long nowMillis);

    /** When it wants to be called next, on the scale of {@code nowMillis}; {@link Long#MAX_VALUE} for not at all. */
    long nextTick();

    /** What a virtual device does. */
    sealed interface Act {
        /**
         * Sends bytes in one write.
         *
         * @param bytes whole frames, half a frame or several glued, as it wants to misbehave
         */
        record Transmit(byte[] bytes) implements Act {}

        /** Closes the connection and connects again at once. */
        record Reconnect() implements Act {}

        /** Says nothing and reads nothing from now on, but leaves the connection open. */
        record FallSilent() implements Act {}
    }
}
