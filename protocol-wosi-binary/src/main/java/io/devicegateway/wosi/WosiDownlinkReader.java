package io.devicegateway.wosi;

import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.FrameCursor;
import io.devicegateway.protocol.MalformedFrame;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads the payloads that the server sends, so that they can be explained. The cursor stands behind the header. */
final class WosiDownlinkReader {
    private WosiDownlinkReader() {}

    /** Reads the payload of a known command. */
    static WosiMessage read(FrameCursor in, FunctionCode function, int token, byte[] frame) throws MalformedFrame {
        WosiMessage message = switch (function) {
            case LOGIN -> loginAnswer(in, token, frame);
            case HEARTBEAT -> new WosiMessage.Heartbeat(frame);
            case VERSION -> new WosiDownlink.VersionQuery();
            case SET_SERVER -> setServer(in);
            case INVENTORY -> new WosiDownlink.InventoryQuery();
            case RENT, EJECT -> slotCommand(in, function, frame);
            case RETURN -> returnAnswer(in, token, frame);
            case RESTART -> new WosiDownlink.Restart();
            case UPGRADE -> upgrade(in);
            case SIM_CARD -> new WosiDownlink.SimCardQuery();
            case SERVER -> new WosiDownlink.ServerQuery();
            case SET_VOLUME -> setVolume(in, frame);
            case NETWORK_LEGACY -> new WosiDownlink.NetworkQuery(true);
            case NETWORK -> new WosiDownlink.NetworkQuery(false);
            case VOLUME -> new WosiDownlink.VolumeQuery();
        };
        WosiUplinkReader.trailing(in);
        return message;
    }

    /** A command that is not in the document. */
    static WosiMessage unknown(FrameCursor in, int code, byte[] frame) throws MalformedFrame {
        WosiUplinkReader.unknown(in, code, frame);
        return new WosiDownlink.Unknown(code, frame);
    }

    private static WosiMessage loginAnswer(FrameCursor in, int token, byte[] frame) throws MalformedFrame {
        if (in.remaining() < 1) {
            return truncated(in, FunctionCode.LOGIN, frame);
        }
        return new WosiDownlink.LoginAnswer(token, ranged(in, WosiFields.RESULT, WosiFields::loginResult, 2));
    }

    private static WosiMessage slotCommand(FrameCursor in, FunctionCode function, byte[] frame) throws MalformedFrame {
        if (in.remaining() < 1) {
            return truncated(in, function, frame);
        }
        int slot = in.u8(WosiFields.SLOT);
        return function == FunctionCode.RENT ? new WosiDownlink.Rent(slot) : new WosiDownlink.Eject(slot);
    }

    private static WosiMessage returnAnswer(FrameCursor in, int token, byte[] frame) throws MalformedFrame {
        if (in.remaining() < 2) {
            return truncated(in, FunctionCode.RETURN, frame);
        }
        int slot = in.u8(WosiFields.SLOT);
        int result = ranged(in, WosiFields.RESULT, WosiFields::returnResult, 5);
        return new WosiDownlink.ReturnAnswer(token, slot, result);
    }

    private static WosiMessage setVolume(FrameCursor in, byte[] frame) throws MalformedFrame {
        if (in.remaining() < 1) {
            return truncated(in, FunctionCode.SET_VOLUME, frame);
        }
        return new WosiDownlink.SetVolume(ranged(in, WosiFields.VOLUME, WosiFields::volume, 15));
    }

    private static WosiMessage setServer(FrameCursor in) throws MalformedFrame {
        String address = WosiText.read(in, WosiFields.ADDRESS_LEN, WosiFields.ADDRESS);
        String port = WosiText.read(in, WosiFields.PORT_LEN, WosiFields.PORT);
        int heartbeat = in.u8(WosiFields.HEARTBEAT, WosiFields::seconds);
        return new WosiDownlink.SetServer(address, port, heartbeat);
    }

    private static WosiMessage upgrade(FrameCursor in) throws MalformedFrame {
        String address = WosiText.read(in, WosiFields.FTP_ADDRESS_LEN, WosiFields.FTP_ADDRESS);
        String port = WosiText.read(in, WosiFields.FTP_PORT_LEN, WosiFields.FTP_PORT);
        String fileName = WosiText.read(in, WosiFields.FILE_NAME_LEN, WosiFields.FILE_NAME);
        String username = WosiText.read(in, WosiFields.USERNAME_LEN, WosiFields.USERNAME);
        String password = WosiText.read(in, WosiFields.PASSWORD_LEN, WosiFields.PASSWORD);
        return new WosiDownlink.Upgrade(address, port, fileName, username, password);
    }

    private static int ranged(FrameCursor in, Label name, IntFunction<@Nullable Label> meaning, int most)
            throws MalformedFrame {
        int value = in.u8(name, meaning);
        if (value > most) {
            in.anomaly(
                    "value-range",
                    in.position() - 1,
                    new Label(
                            name.en() + " is " + value + ", the document has 0.." + most,
                            name.zh() + "为" + value + "，文档为0.." + most));
        }
        return value;
    }

    private static WosiMessage truncated(FrameCursor in, FunctionCode function, byte[] frame) throws MalformedFrame {
        in.anomaly(
                "short-payload",
                in.position(),
                new Label(
                        "the payload of " + function.label().en() + " is cut short: " + in.remaining() + " bytes",
                        function.label().zh() + "的有效数据不完整：" + in.remaining() + "字节"));
        if (in.remaining() > 0) {
            in.bytes(in.remaining(), WosiFields.PAYLOAD);
        }
        return new WosiDownlink.Truncated(function.code(), frame);
    }
}
