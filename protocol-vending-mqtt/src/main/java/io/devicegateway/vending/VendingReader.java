package io.devicegateway.vending;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.vending.VendingUplink.Head;
import org.jspecify.annotations.Nullable;

/** Reads one message. */
final class VendingReader {
    private static final Label UNKNOWN_CODE =
            new Label("a code that the document does not have in this direction", "文档在此方向没有此指令");
    private static final Label WRONG_CONTENT = new Label("the content cannot be understood", "内容无法识别");

    private final VendingSettings.Wire wire;
    private final byte[] frame;
    private final DecodeListener listener;

    VendingReader(VendingSettings.Wire wire, byte[] frame, DecodeListener listener) {
        this.wire = wire;
        this.frame = frame;
        this.listener = listener;
    }

    /** What a cabinet sends. */
    VendingUplink uplink() throws MalformedFrame {
        Envelope envelope = Envelope.read(frame, listener);
        String text = envelope.code();
        int number = Envelope.number(text);
        VendingCode code = VendingCode.of(number);
        String device = device(envelope.from(), "f");
        recipient(envelope.to());
        if (device.equals(wire.serverId()) || (code != null && !code.isUplink())) {
            throw new MalformedFrame("echo", "c=" + text + " from " + device + " is a message of the server");
        }
        Head head = new Head(device, envelope.messageId(), envelope.content());
        VendingUplink[] read = new VendingUplink[1];
        envelope.tell(number, base -> {
            ContentCursor in = new ContentCursor(head.content(), base, listener);
            read[0] = code == null ? unknown(head, text, in) : content(head, code, in);
        });
        return read[0];
    }

    private VendingUplink content(Head head, VendingCode code, ContentCursor in) {
        VendingUplink message = new UplinkReader(wire, head, in).read(code);
        return message instanceof VendingUplink.Other other
                ? new VendingUplink.Other(head, String.valueOf(code.number()), other.why())
                : message;
    }

    private VendingUplink unknown(Head head, String code, ContentCursor in) {
        listener.anomaly("unknown-code", 0, UNKNOWN_CODE);
        in.rest();
        in.tell(VendingFields.CONTENT, null);
        return new VendingUplink.Other(head, code, "");
    }

    private static String device(String id, String field) throws MalformedFrame {
        if (!Envelope.isDevice(id)) {
            throw new MalformedFrame(
                    "bad-device", field + " is no device id of 1 to 32 letters, digits, _ or -: '" + shown(id) + "'");
        }
        return id;
    }

    private static String shown(String id) {
        return id.length() <= 40 ? id : id.substring(0, 40) + "…";
    }

    private void recipient(@Nullable String to) throws MalformedFrame {
        if (wire.serverId().equals(to)) {
            return;
        }
        if (wire.requireToMatch()) {
            throw new MalformedFrame("other-recipient", "the message is for '" + to + "', not for " + wire.serverId());
        }
        if (to != null) {
            listener.anomaly(
                    "other-recipient",
                    0,
                    new Label(
                            "the message is for another recipient than " + wire.serverId(), "接收方不是" + wire.serverId()));
        }
    }

    /** What the server sends. */
    VendingDownlink downlink() throws MalformedFrame {
        Envelope envelope = Envelope.read(frame, listener);
        String text = envelope.code();
        int number = Envelope.number(text);
        envelope.from();
        String to = envelope.to();
        if (to == null) {
            throw new MalformedFrame("no-recipient", "the message names no cabinet t");
        }
        String device = device(to, "t");
        int messageId = envelope.messageId();
        String content = envelope.content();
        VendingDownlink[] read = new VendingDownlink[1];
        envelope.tell(
                number, base -> read[0] = order(text, device, messageId, new ContentCursor(content, base, listener)));
        return read[0];
    }

    private VendingDownlink order(String code, String device, int messageId, ContentCursor in) {
        VendingCode known = VendingCode.of(Envelope.number(code));
        if (known == VendingCode.VEND) {
            int lane = number(in.next('&'));
            in.tell(VendingFields.LANE, null);
            String order = in.rest();
            in.tell(VendingFields.ORDER, null);
            if (lane < 0 || order.isEmpty()) {
                listener.anomaly("unreadable-content", 0, WRONG_CONTENT);
                return new VendingDownlink.Other(device, code, "a vend has the parts lane&order");
            }
            return new VendingDownlink.Vend(device, lane, order, messageId);
        }
        in.rest();
        in.tell(VendingFields.NONE, null);
        for (VendingDownlink.Kind kind : VendingDownlink.Kind.values()) {
            if (kind.code() == known) {
                return new VendingDownlink.Request(device, kind, messageId);
            }
        }
        listener.anomaly("unknown-code", 0, UNKNOWN_CODE);
        return new VendingDownlink.Other(device, code, "");
    }

    /** A number from 0 to 2147483647; -1 when it is none. */
    static int number(String text) {
        if (!Envelope.isNumber(text)) {
            return -1;
        }
        long value = Long.parseLong(text);
        return value > Integer.MAX_VALUE ? -1 : (int) value;
    }
}
