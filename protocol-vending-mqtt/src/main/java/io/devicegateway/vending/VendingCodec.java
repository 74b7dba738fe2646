package io.devicegateway.vending;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads the messages of the document as it describes them and as its samples are written, and writes them compact, with the
 * members c, f, t, m, mi in this order and no others, because the JSON readers of cabinets are likely small.
 */
public final class VendingCodec implements MessageCodec<VendingMessage> {
    private final VendingSettings.Wire wire;

    public VendingCodec(VendingSettings settings) {
        this.wire = settings.wire();
    }

    @Override
    public VendingUplink decode(byte[] frame, DecodeListener listener) throws MalformedFrame {
        return new VendingReader(wire, bounded(frame), listener).uplink();
    }

    @Override
    public VendingDownlink decodeDownlink(byte[] frame, DecodeListener listener) throws MalformedFrame {
        return new VendingReader(wire, bounded(frame), listener).downlink();
    }

    private byte[] bounded(byte[] frame) throws MalformedFrame {
        if (isTooLong(frame)) {
            throw new MalformedFrame(
                    "too-long",
                    "the message has " + frame.length + " bytes; at most " + wire.maxMessage() + " are read");
        }
        return frame;
    }

    /** Whether it has more bytes than are read. */
    public boolean isTooLong(byte[] frame) {
        return frame.length > wire.maxMessage();
    }

    /** Whose message that is; empty when that cannot be read, or when it is the server's own. */
    public Optional<String> sender(byte[] frame) {
        try {
            String sender = Envelope.read(bounded(frame), DecodeListener.NONE).from();
            return Envelope.isDevice(sender) && !sender.equals(wire.serverId())
                    ? Optional.of(sender)
                    : Optional.empty();
        } catch (MalformedFrame e) {
            return Optional.empty();
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if it is not a message that the gateway sends
     */
    @Override
    public byte[] encode(VendingMessage message) {
        return switch (message) {
            case VendingDownlink.Vend vend ->
                written(VendingCode.VEND, vend.device(), vend.lane() + "&" + vend.order(), vend.messageId());
            case VendingDownlink.Request request ->
                written(request.code().code(), request.device(), "0", request.messageId());
            case VendingDownlink.Other other ->
                throw new IllegalArgumentException("c=" + other.code() + " is not a message that the gateway sends");
            case VendingUplink uplink ->
                throw new IllegalArgumentException(uplink.getClass().getSimpleName()
                        + " is a message of the cabinet; the gateway does not send it");
        };
    }

    /** Device, order and server id were checked to need no escape. */
    private byte[] written(VendingCode code, String device, String content, int messageId) {
        String json = "{\"c\":" + code.number() + ",\"f\":\"" + wire.serverIdOnWire() + "\",\"t\":\"" + device
                + "\",\"m\":\"" + content + "\",\"mi\":" + messageId + "}";
        return json.getBytes(StandardCharsets.US_ASCII);
    }
}
