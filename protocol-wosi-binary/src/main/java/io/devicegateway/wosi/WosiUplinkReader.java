package io.devicegateway.wosi;

import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.FrameCursor;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.wosi.WosiUplink.InventoryReply.Item;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the payloads that cabinets send: one method a command. The cursor stands behind the header. */
final class WosiUplinkReader {
    /** A login with this Magic and more than a box id comes from the signed sibling of the protocol. */
    static final int SIGNED_MAGIC = 0xA0A0;

    /** Slot, result and bank id: the layout of a rent's reply, and of two samples that were copied from one. */
    private static final int EJECT_LAYOUT = 10;

    private WosiUplinkReader() {}

    /** Section 3.1.1. What follows the box id belongs to an older revision and is passed over. */
    static WosiUplink login(FrameCursor in, int token) throws MalformedFrame {
        int rand = in.bits32(WosiFields.RAND);
        int magic = in.u16(WosiFields.MAGIC, WosiFields::magic);
        String boxId = WosiText.read(in, WosiFields.BOX_ID_LEN, WosiFields.BOX_ID);
        if (in.remaining() == 0) {
            return new WosiUplink.Login(token, rand, magic, boxId);
        }
        if (magic == SIGNED_MAGIC) {
            in.anomaly(
                    "signed-variant",
                    in.position(),
                    new Label(
                            "Magic A0A0 and " + in.remaining() + " bytes after BoxID: the signed sibling protocol",
                            "魔术字A0A0且BoxID之后还有" + in.remaining() + "字节：签名版协议"));
            in.bytes(in.remaining(), WosiFields.PAYLOAD);
            return new WosiUplink.SignedLogin(token, boxId);
        }
        trailing(in);
        return new WosiUplink.Login(token, rand, magic, boxId);
    }

    /** Section 3.3.2. */
    static WosiUplink version(FrameCursor in) throws MalformedFrame {
        String version = WosiText.read(in, WosiFields.SOFT_VER_LEN, WosiFields.SOFT_VER);
        trailing(in);
        return new WosiUplink.VersionReply(version);
    }

    /** A confirmation without payload: sections 3.4.2, 3.8.2, 3.9.2. */
    static WosiUplink confirmation(FrameCursor in, WosiUplink message) throws MalformedFrame {
        trailing(in);
        return message;
    }

    /** Section 3.5.2. */
    static WosiUplink inventory(FrameCursor in) throws MalformedFrame {
        int at = in.position();
        int remaining = in.u8(WosiFields.REMAIN_NUM);
        int length = in.remaining();
        int readable = Math.min(remaining, length / EJECT_LAYOUT);
        boolean whole = length == remaining * EJECT_LAYOUT;
        if (!whole) {
            in.anomaly(
                    "inventory-length",
                    at,
                    new Label(
                            "RemainNum " + remaining + " needs " + remaining * EJECT_LAYOUT + " bytes, there are "
                                    + length,
                            "剩余充电宝个数" + remaining + "需要" + remaining * EJECT_LAYOUT + "字节，实际" + length + "字节"));
        }
        List<Item> items = new ArrayList<>(readable);
        BitSet seen = new BitSet();
        for (int i = 0; i < readable; i++) {
            items.add(item(in, seen));
        }
        if (in.remaining() > 0) {
            in.bytes(in.remaining(), WosiFields.TRAILING);
        }
        return new WosiUplink.InventoryReply(remaining, items, whole);
    }

    private static Item item(FrameCursor in, BitSet seen) throws MalformedFrame {
        int at = in.position();
        int slot = in.u8(WosiFields.SLOT);
        if (seen.get(slot)) {
            in.anomaly("duplicate-slot", at, new Label("slot " + slot + " comes twice", "槽位" + slot + "重复"));
        }
        seen.set(slot);
        long terminal = in.bits64(WosiFields.TERMINAL_ID, WosiFields::terminal);
        int level = in.u8(WosiFields.LEVEL, WosiFields::level);
        if (level > 4) {
            range(in, "level-range", in.position() - 1, WosiFields.LEVEL, level, "0..4");
        }
        return new Item(slot, terminal, level);
    }

    /** Section 3.6.2. */
    static WosiUplink rent(FrameCursor in) throws MalformedFrame {
        int slot = in.u8(WosiFields.SLOT);
        int result = outcome(in);
        return new WosiUplink.RentReply(slot, result, released(in));
    }

    /** Section 3.12.2: the layout of a rent. */
    static WosiUplink eject(FrameCursor in) throws MalformedFrame {
        int slot = in.u8(WosiFields.SLOT);
        int result = outcome(in);
        return new WosiUplink.EjectReply(slot, result, released(in));
    }

    /** The bank that was let go; siblings append the states of locks. */
    private static long released(FrameCursor in) throws MalformedFrame {
        if (in.remaining() < Long.BYTES) {
            in.anomaly("short-payload", in.position(), new Label("TerminalID is missing", "缺少充电宝ID"));
            if (in.remaining() > 0) {
                in.bytes(in.remaining(), WosiFields.TRAILING);
            }
            return TerminalId.NONE;
        }
        long terminal = in.bits64(WosiFields.TERMINAL_ID, WosiFields::terminal);
        trailing(in);
        return terminal;
    }

    /** Section 3.7.1. */
    static WosiUplink returned(FrameCursor in, int token) throws MalformedFrame {
        int slot = in.u8(WosiFields.SLOT);
        long terminal = in.bits64(WosiFields.TERMINAL_ID, WosiFields::terminal);
        trailing(in);
        return new WosiUplink.ReturnReport(token, slot, terminal);
    }

    /** Section 3.10.2. */
    static WosiUplink simCard(FrameCursor in) throws MalformedFrame {
        String iccid = WosiText.read(in, WosiFields.ICCID_LEN, WosiFields.ICCID);
        trailing(in);
        return new WosiUplink.SimCardReply(iccid);
    }

    /** Section 3.11.2. */
    static WosiUplink server(FrameCursor in) throws MalformedFrame {
        String address = WosiText.read(in, WosiFields.ADDRESS_LEN, WosiFields.ADDRESS);
        String port = WosiText.read(in, WosiFields.PORT_LEN, WosiFields.PORT);
        int heartbeat = in.u8(WosiFields.HEARTBEAT, WosiFields::seconds);
        if (heartbeat == 0) {
            range(in, "heartbeat-range", in.position() - 1, WosiFields.HEARTBEAT, heartbeat, "1..255");
        }
        trailing(in);
        return new WosiUplink.ServerReply(address, port, heartbeat);
    }

    /** Section 3.13.2; the document's own sample has the payload of a forced eject instead. */
    static WosiUplink volume(FrameCursor in) throws MalformedFrame {
        if (in.remaining() == EJECT_LAYOUT) {
            copiedLayout(in);
            in.bytes(EJECT_LAYOUT, WosiFields.PAYLOAD);
            return new WosiUplink.VolumeReply(null);
        }
        int level = in.u8(WosiFields.VOLUME, WosiFields::volume);
        if (level > 15) {
            range(in, "volume-range", in.position() - 1, WosiFields.VOLUME, level, "0..15");
        }
        trailing(in);
        return new WosiUplink.VolumeReply(level);
    }

    /** Section 3.14.2; the document's own sample has the payload of a forced eject, in which the second byte is the result. */
    static WosiUplink setVolume(FrameCursor in) throws MalformedFrame {
        if (in.remaining() == 0) {
            in.anomaly("empty-payload", in.position(), new Label("Result is missing; taken for ok", "缺少结果，按成功处理"));
            return new WosiUplink.SetVolumeReply(1);
        }
        if (in.remaining() == EJECT_LAYOUT) {
            copiedLayout(in);
            in.u8(WosiFields.SLOT);
            int result = outcome(in);
            in.bits64(WosiFields.TERMINAL_ID, WosiFields::terminal);
            return new WosiUplink.SetVolumeReply(result);
        }
        int result = outcome(in);
        trailing(in);
        return new WosiUplink.SetVolumeReply(result);
    }

    /** Section 3.15.2. */
    static WosiUplink network(FrameCursor in, boolean legacy) throws MalformedFrame {
        if (legacy) {
            in.anomaly("retired-command", WosiFraming.PREFIX, new Label("0x71 was retired by 4.6", "0x71在4.6版已停用"));
        }
        int csq = in.u8(WosiFields.CSQ, WosiFields::csq);
        if (csq > 31 && csq != 99) {
            range(in, "signal-range", in.position() - 1, WosiFields.CSQ, csq, "0..31, 99");
        }
        int errorRate = in.u8(WosiFields.SER, WosiFields::errorRate);
        int mode = in.u8(WosiFields.MODE, WosiFields::mode);
        if (networkName(mode) == null) {
            range(in, "mode-range", in.position() - 1, WosiFields.MODE, mode, "2, 3, 5, 7");
        }
        trailing(in);
        return new WosiUplink.NetworkReply(legacy, csq, errorRate, mode);
    }

    /** A command that is not in the document. */
    static WosiUplink unknown(FrameCursor in, int code, byte[] frame) throws MalformedFrame {
        in.anomaly(
                "unknown-command",
                WosiFraming.PREFIX,
                new Label("the document has no command " + FunctionCode.hex(code), "文档没有命令" + FunctionCode.hex(code)));
        if (in.remaining() > 0) {
            in.bytes(in.remaining(), WosiFields.PAYLOAD);
        }
        return new WosiUplink.Unknown(code, frame);
    }

    /** What a mode is called outside this protocol; null when the document does not have it. */
    static @Nullable String networkName(int mode) {
        return switch (mode) {
            case 2 -> "GSM";
            case 3 -> "WCDMA";
            case 5 -> "WIFI";
            case 7 -> "LTE";
            default -> null;
        };
    }

    /** Passes over what the document does not have behind a payload. */
    static void trailing(FrameCursor in) throws MalformedFrame {
        int length = in.remaining();
        if (length > 0) {
            in.anomaly(
                    "trailing-bytes",
                    in.position(),
                    new Label(length + " bytes more than the document has", "比文档多" + length + "字节"));
            in.bytes(length, WosiFields.TRAILING);
        }
    }

    private static int outcome(FrameCursor in) throws MalformedFrame {
        int result = in.u8(WosiFields.RESULT, WosiFields::outcome);
        if (result > 1) {
            range(in, "result-range", in.position() - 1, WosiFields.RESULT, result, "0, 1");
        }
        return result;
    }

    private static void copiedLayout(FrameCursor in) {
        in.anomaly(
                "eject-layout",
                in.position(),
                new Label("the payload has the layout of a forced eject (0x80)", "有效数据是强制弹出（0x80）的格式"));
    }

    private static void range(FrameCursor in, String kind, int at, Label name, int value, String allowed) {
        in.anomaly(
                kind,
                at,
                new Label(
                        name.en() + " is " + value + ", the document has " + allowed,
                        name.zh() + "为" + value + "，文档为" + allowed));
    }
}
