package io.devicegateway.wosi;

import java.nio.charset.StandardCharsets;

/** Writes what the server sends, exactly as the tables of the document have it. */
final class WosiDownlinkWriter {
    private static final int VERSION = 1;

    private final int token;

    /**
     * @param token of the frames that the gateway starts, four bytes
     */
    WosiDownlinkWriter(int token) {
        this.token = token;
    }

    byte[] write(WosiDownlink message) {
        return switch (message) {
            case WosiDownlink.LoginAnswer answer ->
                one(FunctionCode.LOGIN, answer.token(), u8("Result", answer.result(), 0, 2));
            case WosiDownlink.VersionQuery versionQuery -> bare(FunctionCode.VERSION, token);
            case WosiDownlink.SetServer setServer -> setServer(setServer);
            case WosiDownlink.InventoryQuery inventoryQuery -> bare(FunctionCode.INVENTORY, token);
            case WosiDownlink.Rent rent -> one(FunctionCode.RENT, token, u8("Slot", rent.slot(), 1, 255));
            case WosiDownlink.ReturnAnswer answer ->
                two(
                        FunctionCode.RETURN,
                        answer.token(),
                        u8("Slot", answer.slot(), 0, 255),
                        u8("Result", answer.result(), 0, 5));
            case WosiDownlink.Restart restart -> bare(FunctionCode.RESTART, token);
            case WosiDownlink.Upgrade upgrade -> upgrade(upgrade);
            case WosiDownlink.SimCardQuery simCardQuery -> bare(FunctionCode.SIM_CARD, token);
            case WosiDownlink.ServerQuery serverQuery -> bare(FunctionCode.SERVER, token);
            case WosiDownlink.Eject eject -> one(FunctionCode.EJECT, token, u8("Slot", eject.slot(), 1, 255));
            case WosiDownlink.VolumeQuery volumeQuery -> bare(FunctionCode.VOLUME, token);
            case WosiDownlink.SetVolume volume -> one(FunctionCode.SET_VOLUME, token, u8("Lvl", volume.level(), 0, 15));
            case WosiDownlink.NetworkQuery query ->
                bare(query.legacy() ? FunctionCode.NETWORK_LEGACY : FunctionCode.NETWORK, token);
            case WosiDownlink.Truncated truncated -> throw onlyRead(truncated);
            case WosiDownlink.Unknown unknown -> throw onlyRead(unknown);
        };
    }

    /** A frame without payload, whose checksum is 00. */
    byte[] bare(FunctionCode function, int itsToken) {
        return header(function, itsToken, 0);
    }

    private static byte[] one(FunctionCode function, int itsToken, int value) {
        byte[] frame = header(function, itsToken, 1);
        frame[WosiFraming.HEADER] = (byte) value;
        frame[4] = (byte) value;
        return frame;
    }

    private static byte[] two(FunctionCode function, int itsToken, int first, int second) {
        byte[] frame = header(function, itsToken, 2);
        frame[WosiFraming.HEADER] = (byte) first;
        frame[WosiFraming.HEADER + 1] = (byte) second;
        frame[4] = (byte) (first ^ second);
        return frame;
    }

    private byte[] setServer(WosiDownlink.SetServer message) {
        byte[] frame = header(FunctionCode.SET_SERVER, token, size(message.address()) + size(message.port()) + 1);
        int at = text(frame, WosiFraming.HEADER, "Address", message.address());
        at = text(frame, at, "Port", message.port());
        frame[at] = (byte) u8("Heartbeat", message.heartbeat(), 1, 255);
        return sealed(frame);
    }

    private byte[] upgrade(WosiDownlink.Upgrade message) {
        int payload = size(message.address())
                + size(message.port())
                + size(message.fileName())
                + size(message.username())
                + size(message.password());
        byte[] frame = header(FunctionCode.UPGRADE, token, payload);
        int at = text(frame, WosiFraming.HEADER, "FTPAddress", message.address());
        at = text(frame, at, "FTPPort", message.port());
        at = text(frame, at, "FileName", message.fileName());
        at = text(frame, at, "Username", message.username());
        text(frame, at, "Password", message.password());
        return sealed(frame);
    }

    private static byte[] header(FunctionCode function, int itsToken, int payload) {
        byte[] frame = new byte[WosiFraming.HEADER + payload];
        int length = frame.length - WosiFraming.PREFIX;
        if (length > 0xffff) {
            throw new IllegalArgumentException("a payload of " + payload + " bytes does not fit into a frame");
        }
        frame[0] = (byte) (length >>> 8);
        frame[1] = (byte) length;
        frame[2] = (byte) function.code();
        frame[3] = VERSION;
        frame[5] = (byte) (itsToken >>> 24);
        frame[6] = (byte) (itsToken >>> 16);
        frame[7] = (byte) (itsToken >>> 8);
        frame[8] = (byte) itsToken;
        return frame;
    }

    /** Bytes that a string takes: length, characters, NUL. */
    private static int size(String text) {
        return 2 + text.length() + 1;
    }

    private static int text(byte[] frame, int at, String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                throw new IllegalArgumentException(name + " has a character at " + i + " that is not printable ASCII");
            }
        }
        int length = text.length() + 1;
        frame[at] = (byte) (length >>> 8);
        frame[at + 1] = (byte) length;
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, frame, at + 2, text.length());
        return at + 2 + length;
    }

    private static byte[] sealed(byte[] frame) {
        byte xor = 0;
        for (int i = WosiFraming.HEADER; i < frame.length; i++) {
            xor ^= frame[i];
        }
        frame[4] = xor;
        return frame;
    }

    private static int u8(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " is not " + least + " to " + most);
        }
        return value;
    }

    private static IllegalArgumentException onlyRead(WosiDownlink message) {
        return new IllegalArgumentException(message.getClass().getSimpleName() + " is read, never written");
    }
}
