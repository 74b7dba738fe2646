package io.devicegateway.powerbank;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.MessageCodec;

/**
 * Reads and writes the frames of the document (003 sections 1 and 4). What reads a frame also explains it.
 *
 * <p>It keeps nothing: which of the fifty CRC16 variants a frame fits is said in its message, and what follows from that for
 * its device is decided by {@link PowerbankSession}. The other way round, a message that is to be written carries its
 * dialect.
 */
public final class PowerbankCodec implements MessageCodec<PowerbankMessage> {
    private static final int HEX_DIGITS = 4;
    private static final Label SHORT = new Label("the check lost its leading zeros", "校验码缺少前导零");

    private final PowerbankSettings.Crc settings;
    private final int maxSlot;
    private final boolean checks;
    private final PowerbankWriter writer;

    public PowerbankCodec(PowerbankSettings settings) {
        this.settings = settings.crc();
        this.maxSlot = settings.wire().maxSlot();
        this.checks = settings.crc().mode() != PowerbankSettings.CrcMode.OFF;
        this.writer = new PowerbankWriter(settings.crc().upperCase());
    }

    @Override
    public PowerbankUplink decode(byte[] frame, DecodeListener listener) throws MalformedFrame {
        PowerbankMessage message = read(frame, listener, true);
        if (message instanceof PowerbankUplink uplink) {
            return uplink;
        }
        throw new MalformedFrame(
                "echo", message.getClass().getSimpleName() + " is a message of the server; a locker does not send it");
    }

    @Override
    public PowerbankDownlink decodeDownlink(byte[] frame, DecodeListener listener) throws MalformedFrame {
        PowerbankMessage message = read(frame, listener, false);
        if (message instanceof PowerbankDownlink downlink) {
            return downlink;
        }
        throw new MalformedFrame(
                "echo",
                message.getClass().getSimpleName() + " is a message of the locker; the server does not send it");
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if it is not a message that the gateway sends, or a value does not fit
     */
    @Override
    public byte[] encode(PowerbankMessage message) {
        return switch (message) {
            case PowerbankDownlink downlink -> writer.write(downlink);
            case PowerbankUplink uplink ->
                throw new IllegalArgumentException(uplink.getClass().getSimpleName()
                        + " is a message of the locker; the gateway does not send it");
        };
    }

    private PowerbankMessage read(byte[] frame, DecodeListener listener, boolean fromDevice) throws MalformedFrame {
        FrameText text = new FrameText(frame, listener, maxSlot);
        FrameParts parts = text.parts();
        FrameCheck check = parts.check(checks);
        Dialect dialect =
                fromDevice ? Dialect.DEFAULT : new Dialect(check.matching().best(settings.variant()), check.raw());
        PowerbankMessage message = PowerbankReader.read(text, check, dialect, fromDevice);
        judge(text, parts, check, listener);
        text.finish();
        return message;
    }

    private void judge(FrameText text, FrameParts parts, FrameCheck check, DecodeListener listener) {
        int from = parts.checkFrom();
        if (listener.explains()) {
            explain(parts, check, listener);
        }
        if (!checks) {
            return;
        }
        if (check.matching().isEmpty()) {
            wrong(text, parts, check, listener);
        } else if (check.raw()) {
            listener.anomaly("raw-checksum", from, new Label("the check is two bytes, not digits", "校验码为两个原始字节"));
        } else if (parts.digits() < HEX_DIGITS) {
            tolerate(text, "short-checksum", from, SHORT, listener);
        }
    }

    /** What touches the check itself is tolerated only where checks are not strict. */
    private void tolerate(FrameText text, String kind, int offset, Label detail, DecodeListener listener) {
        if (settings.strict()) {
            text.failAt(kind, offset, detail);
        } else {
            listener.anomaly(kind, offset, detail);
        }
    }

    private void wrong(FrameText text, FrameParts parts, FrameCheck check, DecodeListener listener) {
        boolean missing = parts.checkFrom() >= parts.checkTo();
        String kind = missing ? "missing-checksum" : "bad-checksum";
        String seen = check.value() < 0
                ? "'" + FrameText.shown(parts.checkText()) + "', which is not four hexadecimal digits"
                : PowerbankFields.hex(check.value()) + ", which fits no known CRC16";
        Label detail = missing
                ? new Label("the check is missing", "缺少校验码")
                : new Label("the check is " + seen, "校验码" + FrameText.shown(parts.checkText()) + "无效");
        tolerate(text, kind, parts.checkFrom(), detail, listener);
    }

    private void explain(FrameParts parts, FrameCheck check, DecodeListener listener) {
        int from = parts.checkFrom();
        if (from < parts.checkTo()) {
            Object value = check.value() < 0 || !check.raw() ? parts.checkText() : PowerbankFields.hex(check.value());
            listener.field(
                    from,
                    parts.checkTo() - from,
                    PowerbankFields.CHECK,
                    value,
                    checks
                            ? PowerbankFields.check(check, settings.variant(), parts.expected(settings.variant()))
                            : null);
        }
    }
}
