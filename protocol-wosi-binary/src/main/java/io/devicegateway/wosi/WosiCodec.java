package io.devicegateway.wosi;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.FrameCursor;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.MessageCodec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads and writes the frames of the document (004 section 2.1): length, command, version, checksum over the payload, token,
 * payload. What reads a frame also explains it.
 */
public final class WosiCodec implements MessageCodec<WosiMessage> {
    private static final int CHECKSUM_AT = 4;

    private final WosiSettings.Wire settings;
    private final WosiDownlinkWriter writer;
    private final byte[] commonHeartbeat;
    private final WosiMessage.Heartbeat heartbeat;

    public WosiCodec(WosiSettings.Wire settings) {
        this.settings = settings;
        this.writer = new WosiDownlinkWriter(settings.token());
        this.commonHeartbeat = writer.bare(FunctionCode.HEARTBEAT, settings.token());
        this.heartbeat = new WosiMessage.Heartbeat(commonHeartbeat);
    }

    @Override
    public WosiMessage decode(byte[] frame, DecodeListener listener) throws MalformedFrame {
        // Nearly every frame is this one, and it has nothing to explain to a counter: no object for it.
        if (Arrays.equals(frame, commonHeartbeat) && !listener.explains()) {
            return heartbeat;
        }
        FrameCursor in = new FrameCursor(frame, listener);
        int code = commandOf(in, frame);
        int token = checkedToken(in, frame);
        FunctionCode function = FunctionCode.of(code);
        if (function == null) {
            return WosiUplinkReader.unknown(in, code, frame);
        }
        return switch (function) {
            case LOGIN -> WosiUplinkReader.login(in, token);
            case HEARTBEAT -> heartbeat(in, frame);
            case VERSION -> WosiUplinkReader.version(in);
            case SET_SERVER -> WosiUplinkReader.confirmation(in, new WosiUplink.SetServerReply());
            case INVENTORY -> WosiUplinkReader.inventory(in);
            case RENT -> WosiUplinkReader.rent(in);
            case RETURN -> WosiUplinkReader.returned(in, token);
            case RESTART -> WosiUplinkReader.confirmation(in, new WosiUplink.RestartReply());
            case UPGRADE -> WosiUplinkReader.confirmation(in, new WosiUplink.UpgradeReply());
            case SIM_CARD -> WosiUplinkReader.simCard(in);
            case SERVER -> WosiUplinkReader.server(in);
            case SET_VOLUME -> WosiUplinkReader.setVolume(in);
            case NETWORK_LEGACY -> WosiUplinkReader.network(in, true);
            case NETWORK -> WosiUplinkReader.network(in, false);
            case VOLUME -> WosiUplinkReader.volume(in);
            case EJECT -> WosiUplinkReader.eject(in);
        };
    }

    @Override
    public WosiMessage decodeDownlink(byte[] frame, DecodeListener listener) throws MalformedFrame {
        FrameCursor in = new FrameCursor(frame, listener);
        int code = commandOf(in, frame);
        int token = checkedToken(in, frame);
        FunctionCode function = FunctionCode.of(code);
        return function == null
                ? WosiDownlinkReader.unknown(in, code, frame)
                : WosiDownlinkReader.read(in, function, token, frame);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if it is not a message that the gateway sends, or a value does not fit
     */
    @Override
    public byte[] encode(WosiMessage message) {
        return switch (message) {
            case WosiMessage.Heartbeat echo -> echo.frame();
            case WosiDownlink downlink -> writer.write(downlink);
            case WosiUplink uplink ->
                throw new IllegalArgumentException(uplink.getClass().getSimpleName()
                        + " is a message of the cabinet; the gateway does not send it");
        };
    }

    private static WosiMessage heartbeat(FrameCursor in, byte[] frame) throws MalformedFrame {
        WosiUplinkReader.trailing(in);
        return new WosiMessage.Heartbeat(frame);
    }

    private static int commandOf(FrameCursor in, byte[] frame) throws MalformedFrame {
        int length = in.u16(WosiFields.PACKET_LEN);
        int actual = frame.length - WosiFraming.PREFIX;
        if (length != actual) {
            in.anomaly(
                    "bad-length",
                    0,
                    new Label(
                            "PacketLen is " + length + ", but " + actual + " bytes follow",
                            "数据包的长度为" + length + "，实际有" + actual + "字节"));
        }
        return in.u8(WosiFields.COMMAND, FunctionCode::meaning);
    }

    private int checkedToken(FrameCursor in, byte[] frame) throws MalformedFrame {
        int version = in.u8(WosiFields.VSN, WosiFields::version);
        if (version != 1) {
            in.anomaly("version", 3, new Label("VSN is " + version + ", not 1", "协议版本号为" + version + "，不是1"));
        }
        int checksum = in.u8(WosiFields.CHECKSUM);
        int token = in.bits32(WosiFields.TOKEN);
        if (token != settings.token()) {
            String seen = HexFormat.of().toHexDigits(token);
            String expected = HexFormat.of().toHexDigits(settings.token());
            in.anomaly(
                    "token",
                    in.position() - Integer.BYTES,
                    new Label("Token is " + seen + ", not " + expected, "会话令牌为" + seen + "，不是" + expected));
        }
        int computed = checksum(frame);
        if (checksum != computed) {
            wrongChecksum(in, checksum, computed);
        }
        return token;
    }

    private void wrongChecksum(FrameCursor in, int checksum, int computed) throws MalformedFrame {
        HexFormat hex = HexFormat.of();
        String seen = hex.toHexDigits((byte) checksum);
        String expected = hex.toHexDigits((byte) computed);
        if (settings.strict()) {
            throw new MalformedFrame(
                    "bad-checksum", "CheckSum at offset 4 is " + seen + ", the payload's XOR is " + expected);
        }
        in.anomaly(
                "bad-checksum",
                CHECKSUM_AT,
                new Label(
                        "CheckSum is " + seen + ", the payload's XOR is " + expected,
                        "有效数据的字节异或应为" + expected + "，报文为" + seen));
    }

    private static int checksum(byte[] frame) {
        int xor = 0;
        for (int i = WosiFraming.HEADER; i < frame.length; i++) {
            xor ^= frame[i];
        }
        return xor & 0xff;
    }
}
