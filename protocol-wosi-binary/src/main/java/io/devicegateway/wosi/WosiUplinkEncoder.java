package io.devicegateway.wosi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes what cabinets send. It shares nothing with what the gateway writes, so that a mistake in one does not hide one in
 * the other.
 */
public final class WosiUplinkEncoder {
    private WosiUplinkEncoder() {}

    /**
     * A heartbeat.
     *
     * @param token the session token, four bytes
     */
    public static byte[] heartbeat(int token) {
        return frame(0x61, token, new byte[0]);
    }

    /**
     * A message of the cabinet.
     *
     * @param token the session token of a message that has none itself, four bytes
     * @throws IllegalArgumentException if the message cannot be written as the document has it
     */
    public static byte[] encode(WosiUplink message, int token) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return switch (message) {
            case WosiUplink.Login login -> {
                identity(out, login.rand(), login.magic(), login.boxId());
                yield frame(0x60, login.token(), out.toByteArray());
            }
            case WosiUplink.SignedLogin login -> {
                identity(out, 0x55667788, 0xA0A0, login.boxId());
                // A time of zero and no slots: enough to be told apart.
                out.writeBytes(new byte[5]);
                yield frame(0x60, login.token(), out.toByteArray());
            }
            case WosiUplink.VersionReply reply -> frame(0x62, token, text(out, reply.version()));
            case WosiUplink.SetServerReply reply -> frame(0x63, token, new byte[0]);
            case WosiUplink.InventoryReply inventory -> frame(0x64, token, inventory(out, inventory));
            case WosiUplink.RentReply rent ->
                frame(0x65, token, released(out, rent.slot(), rent.result(), rent.terminal()));
            case WosiUplink.ReturnReport report -> {
                out.write(report.slot());
                id(out, report.terminal());
                yield frame(0x66, report.token(), out.toByteArray());
            }
            case WosiUplink.RestartReply reply -> frame(0x67, token, new byte[0]);
            case WosiUplink.UpgradeReply reply -> frame(0x68, token, new byte[0]);
            case WosiUplink.SimCardReply reply -> frame(0x69, token, text(out, reply.iccid()));
            case WosiUplink.ServerReply server -> {
                text(out, server.address());
                text(out, server.port());
                out.write(server.heartbeat());
                yield frame(0x6A, token, out.toByteArray());
            }
            case WosiUplink.EjectReply eject ->
                frame(0x80, token, released(out, eject.slot(), eject.result(), eject.terminal()));
            case WosiUplink.VolumeReply reply -> {
                Integer level = reply.level();
                if (level == null) {
                    throw new IllegalArgumentException("a volume reply without a level is read, never written");
                }
                yield frame(0x77, token, new byte[] {level.byteValue()});
            }
            case WosiUplink.SetVolumeReply reply -> frame(0x70, token, new byte[] {(byte) reply.result()});
            case WosiUplink.NetworkReply network ->
                frame(network.legacy() ? 0x71 : 0x72, token, new byte[] {
                    (byte) network.csq(), (byte) network.errorRate(), (byte) network.mode()
                });
            case WosiUplink.Unknown unknown -> unknown.frame().clone();
        };
    }

    private static void identity(ByteArrayOutputStream out, int rand, int magic, String boxId) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(rand >>> shift);
        }
        out.write(magic >>> 8);
        out.write(magic);
        text(out, boxId);
    }

    private static byte[] inventory(ByteArrayOutputStream out, WosiUplink.InventoryReply inventory) {
        out.write(inventory.remaining());
        for (WosiUplink.InventoryReply.Item item : inventory.items()) {
            out.write(item.slot());
            id(out, item.terminal());
            out.write(item.level());
        }
        return out.toByteArray();
    }

    private static byte[] released(ByteArrayOutputStream out, int slot, int result, long terminal) {
        out.write(slot);
        out.write(result);
        id(out, terminal);
        return out.toByteArray();
    }

    private static void id(ByteArrayOutputStream out, long terminal) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (terminal >>> shift));
        }
    }

    private static byte[] text(ByteArrayOutputStream out, String text) {
        byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = characters.length + 1;
        out.write(length >>> 8);
        out.write(length);
        out.writeBytes(characters);
        out.write(0);
        return out.toByteArray();
    }

    private static byte[] frame(int code, int token, byte[] payload) {
        int length = 7 + payload.length;
        ByteArrayOutputStream out = new ByteArrayOutputStream(2 + length);
        out.write(length >>> 8);
        out.write(length);
        out.write(code);
        out.write(1);
        int xor = 0;
        for (byte b : payload) {
            xor ^= b;
        }
        out.write(xor);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(token >>> shift);
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }
}
