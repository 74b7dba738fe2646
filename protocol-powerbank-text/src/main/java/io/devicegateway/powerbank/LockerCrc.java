package io.devicegateway.powerbank;

import java.nio.charset.StandardCharsets;

/**
 * The check of a frame as a virtual locker computes it: bit by bit, from the textbook. It shares nothing with what the gateway
 * computes, so that a mistake in one does not hide one in the other.
 */
final class LockerCrc {
    private LockerCrc() {}

    /**
     * The two bytes of the check in the order in which they are written, the first one high.
     *
     * @param body what stands between the packet header and the comma before the check, one character a byte
     */
    static int check(Crc16Variant variant, String body) {
        String covered = switch (variant.range()) {
            case BODY -> body;
            case BODY_COMMA -> body + ",";
            case HEAD_BODY -> "{\"" + body;
            case HEAD_BODY_COMMA -> "{\"" + body + ",";
            case COMMAND_DATA -> body.substring(body.indexOf(',') + 1);
        };
        byte[] bytes = covered.getBytes(StandardCharsets.ISO_8859_1);
        int crc = switch (variant.algorithm()) {
            case MODBUS -> lowBitFirst(0xA001, 0xFFFF, bytes);
            case ARC -> lowBitFirst(0xA001, 0, bytes);
            case KERMIT -> lowBitFirst(0x8408, 0, bytes);
            case CCITT_FALSE -> highBitFirst(0x1021, 0xFFFF, bytes);
            case XMODEM -> highBitFirst(0x1021, 0, bytes);
        };
        return switch (variant.order()) {
            case HIGH_FIRST -> crc;
            case LOW_FIRST -> Integer.reverseBytes(crc) >>> 16;
        };
    }

    private static int lowBitFirst(int polynomial, int start, byte[] bytes) {
        int register = start;
        for (byte next : bytes) {
            register ^= next & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                boolean out = (register & 1) != 0;
                register >>>= 1;
                if (out) {
                    register ^= polynomial;
                }
            }
        }
        return register;
    }

    private static int highBitFirst(int polynomial, int start, byte[] bytes) {
        int register = start;
        for (byte next : bytes) {
            register ^= (next & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                boolean out = (register & 0x8000) != 0;
                register = register << 1 & 0xffff;
                if (out) {
                    register ^= polynomial;
                }
            }
        }
        return register;
    }
}
