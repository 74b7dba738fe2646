package io.devicegateway.protocol;

/**
 * Reads and writes the messages of a protocol: leniently and strictly.
 *
 * @param <M> the messages
 */
public interface MessageCodec<M> {
    /**
     * Reads a message that a device sent.
     *
     * @param frame the bytes of one frame; kept by the message where it needs them, so the caller does not change them
     * @param listener is told of every tolerated deviation and, if it {@linkplain DecodeListener#explains() explains}, of
     *     every field
     * @throws MalformedFrame if this frame cannot be understood; the connection survives it
     */
    M decode(byte[] frame, DecodeListener listener) throws MalformedFrame;

    /**
     * Reads a message that the gateway sent, so that both directions can be explained.
     *
     * @throws MalformedFrame if this frame cannot be understood
     */
    M decodeDownlink(byte[] frame, DecodeListener listener) throws MalformedFrame;

    /** Writes a message that the gateway sends, exactly as the document says. */
    byte[] encode(M message);
}
