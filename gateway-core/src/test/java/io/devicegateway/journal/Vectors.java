package io.devicegateway.journal;

/** A CRC32C of its own, bit by bit, so that expected bytes do not come from the code under test. */
final class Vectors {
    private static final int POLYNOMIAL = 0x82F63B78;

    private Vectors() {}

    static int crc32c(byte[] bytes, int from, int to) {
        int crc = ~0;
        for (int i = from; i < to; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) != 0 ? POLYNOMIAL : 0);
            }
        }
        return ~crc;
    }

    /** Stores the checksum of a range, XOR a salt, big-endian. */
    static void putCrc32c(byte[] bytes, int from, int to, int at, int salt) {
        int crc = crc32c(bytes, from, to) ^ salt;
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[at + i] = (byte) (crc >>> (24 - 8 * i));
        }
    }
}
