package io.devicegateway.powerbank;

import java.util.Arrays;

/**
 * Finds which of the fifty variants a check fits, in one pass over the frame.
 *
 * <p>There are twenty-five values for a frame, but three polynomials only, and a CRC is linear: what it adds because it began
 * with another state, be that its start value or the packet header before the body, depends on nothing but the number of
 * bytes since. So each polynomial is run from zero, over the body and over command and data, and the rest is looked up.
 */
final class Crc16Matcher {
    /** Bytes up to which what a start adds is looked up; longer frames take a longer way. */
    private static final int LOOKED_UP = 512;

    private static final byte[] HEAD = {'{', '"'};

    private static final Part[] PARTS =
            Arrays.stream(Crc16Algorithm.values()).map(Part::new).toArray(Part[]::new);

    private static final char[] A = Crc16Table.REFLECTED_8005.steps();
    private static final char[] B = Crc16Table.FORWARD_1021.steps();
    private static final char[] C = Crc16Table.REFLECTED_1021.steps();

    private Crc16Matcher() {}

    /**
     * The variants in which a frame has this check.
     *
     * @param frame the bytes of the frame
     * @param body offset of the IMEI; the packet header is before it
     * @param command offset of the command word, behind the comma
     * @param end offset of the comma before the check
     * @param check the two bytes of the check in the order in which they are written, the first one high
     */
    static Crc16Variants matching(byte[] frame, int body, int command, int end, int check) {
        int wholeA = 0;
        int wholeB = 0;
        int wholeC = 0;
        for (int i = body; i < command; i++) {
            int next = frame[i];
            wholeA = wholeA >>> 8 ^ A[(wholeA ^ next) & 0xff];
            wholeB = wholeB >>> 8 ^ B[(wholeB ^ next) & 0xff];
            wholeC = wholeC >>> 8 ^ C[(wholeC ^ next) & 0xff];
        }
        int tailA = 0;
        int tailB = 0;
        int tailC = 0;
        for (int i = command; i < end; i++) {
            int next = frame[i];
            wholeA = wholeA >>> 8 ^ A[(wholeA ^ next) & 0xff];
            wholeB = wholeB >>> 8 ^ B[(wholeB ^ next) & 0xff];
            wholeC = wholeC >>> 8 ^ C[(wholeC ^ next) & 0xff];
            tailA = tailA >>> 8 ^ A[(tailA ^ next) & 0xff];
            tailB = tailB >>> 8 ^ B[(tailB ^ next) & 0xff];
            tailC = tailC >>> 8 ^ C[(tailC ^ next) & 0xff];
        }
        int whole = end - body;
        int tail = end - command;
        return Crc16Variants.of(PARTS[0].matching(wholeA, whole, tailA, tail, check)
                | PARTS[1].matching(wholeB, whole, tailB, tail, check)
                | PARTS[2].matching(wholeB, whole, tailB, tail, check)
                | PARTS[3].matching(wholeA, whole, tailA, tail, check)
                | PARTS[4].matching(wholeC, whole, tailC, tail, check));
    }

    /** One algorithm: what it makes of the states that began with zero. */
    private static final class Part {
        private final Crc16Table table;
        private final int firstBit;
        private final boolean reflected;
        private final char[] fromStart;
        private final char[] fromHead;

        Part(Crc16Algorithm algorithm) {
            table = algorithm.table();
            reflected = algorithm.isReflected();
            firstBit = new Crc16Variant(algorithm, Crc16Range.BODY, Crc16ByteOrder.HIGH_FIRST).index();
            fromStart = added(algorithm.start());
            fromHead = added(table.after(algorithm.start(), HEAD, 0, HEAD.length));
        }

        /** What a state adds after so many bytes. */
        private char[] added(int state) {
            char[] added = new char[LOOKED_UP + 1];
            int now = state;
            for (int length = 0; length < added.length; length++) {
                added[length] = (char) now;
                now = table.after(now, 0);
            }
            return added;
        }

        private int added(char[] lookedUp, int length) {
            if (length <= LOOKED_UP) {
                return lookedUp[length];
            }
            int now = lookedUp[LOOKED_UP];
            for (int i = LOOKED_UP; i < length; i++) {
                now = table.after(now, 0);
            }
            return now;
        }

        long matching(int whole, int wholeLength, int tail, int tailLength, int check) {
            // As the states are held: what is written high byte first by a CRC that is not reflected is exchanged here.
            int high = reflected ? check : Crc16Table.swap(check);
            int low = Crc16Table.swap(high);
            int body = whole ^ added(fromStart, wholeLength);
            int headBody = whole ^ added(fromHead, wholeLength);
            int command = tail ^ added(fromStart, tailLength);
            return bits(body, high, low, 0)
                    | bits(table.after(body, ','), high, low, 2)
                    | bits(headBody, high, low, 4)
                    | bits(table.after(headBody, ','), high, low, 6)
                    | bits(command, high, low, 8);
        }

        private long bits(int state, int high, int low, int place) {
            return (state == high ? 1L << (firstBit + place) : 0) | (state == low ? 2L << (firstBit + place) : 0);
        }
    }
}
