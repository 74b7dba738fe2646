package io.devicegateway.powerbank;

/**
 * One generator polynomial of a 16-bit CRC, one table look-up a byte.
 *
 * <p>A state is held as a reflected CRC holds it: the byte that leaves next is the low one. For a CRC that is not reflected
 * that is its register with the two bytes exchanged, and so is every entry of its table; then one and the same step does
 * for both kinds.
 */
final class Crc16Table {
    /** x^16 + x^15 + x^2 + 1, low bit first. */
    static final Crc16Table REFLECTED_8005 = new Crc16Table(0x8005, true);
    /** x^16 + x^12 + x^5 + 1, high bit first. */
    static final Crc16Table FORWARD_1021 = new Crc16Table(0x1021, false);
    /** x^16 + x^12 + x^5 + 1, low bit first. */
    static final Crc16Table REFLECTED_1021 = new Crc16Table(0x1021, true);

    private final char[] steps = new char[256];

    private Crc16Table(int polynomial, boolean reflected) {
        for (int value = 0; value < steps.length; value++) {
            steps[value] = (char) (reflected ? reflectedStep(polynomial, value) : swap(forwardStep(polynomial, value)));
        }
    }

    private static int forwardStep(int polynomial, int value) {
        int register = value << 8;
        for (int bit = 0; bit < 8; bit++) {
            register = (register & 0x8000) == 0 ? register << 1 : register << 1 ^ polynomial;
        }
        return register & 0xffff;
    }

    private static int reflectedStep(int polynomial, int value) {
        int mirrored = Integer.reverse(polynomial) >>> 16;
        int register = value;
        for (int bit = 0; bit < 8; bit++) {
            register = (register & 1) == 0 ? register >>> 1 : register >>> 1 ^ mirrored;
        }
        return register;
    }

    /** The state after one more byte. */
    int after(int state, int next) {
        return state >>> 8 ^ steps[(state ^ next) & 0xff];
    }

    /** The state after these bytes. */
    int after(int state, byte[] bytes, int from, int to) {
        int now = state;
        for (int i = from; i < to; i++) {
            now = now >>> 8 ^ steps[(now ^ bytes[i]) & 0xff];
        }
        return now;
    }

    /** What the table itself is, for loops that advance several states at once. */
    char[] steps() {
        return steps;
    }

    /** The number with its two bytes exchanged. */
    static int swap(int value) {
        return (value >>> 8 | value << 8) & 0xffff;
    }
}
