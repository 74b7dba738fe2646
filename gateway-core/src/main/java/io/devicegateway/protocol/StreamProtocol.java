package io.devicegateway.protocol;

/**
 * A protocol over a byte stream, such as TCP.
 *
 * @param <M> its messages
 */
public interface StreamProtocol<M> extends Protocol<M> {
    /** Finds the frames in the stream; shared by all connections, so it keeps no state. */
    Framing framing();
}
