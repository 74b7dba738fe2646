package io.devicegateway.wosi;

import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts what a virtual cabinet receives into frames. Written apart from {@link WosiFraming}, like all of the cabinet. */
final class CabinetInbox {
    /** The most bytes that wait for the end of their frame. */
    static final int LONGEST = 8192;

    private byte[] buffer = new byte[64];
    private int filled;

    /**
     * Takes bytes in and hands on each frame that is complete.
     *
     * @return whether the rest is short enough to wait for more
     */
    boolean take(byte[] bytes, Consumer<byte[]> frames) {
        if (filled + bytes.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(filled + bytes.length, 2 * buffer.length));
        }
        System.arraycopy(bytes, 0, buffer, filled, bytes.length);
        filled += bytes.length;
        int start = 0;
        int whole = wholeAt(start);
        while (whole > 0) {
            frames.accept(Arrays.copyOfRange(buffer, start, start + whole));
            start += whole;
            whole = wholeAt(start);
        }
        filled = Math.max(0, filled - start);
        System.arraycopy(buffer, start, buffer, 0, filled);
        return filled <= LONGEST;
    }

    /** Whether version and checksum of a frame of nine bytes or more are as the document says. */
    static boolean isSound(byte[] frame) {
        byte xor = 0;
        for (int i = 9; i < frame.length; i++) {
            xor ^= frame[i];
        }
        return frame[3] == 1 && frame[4] == xor;
    }

    /** The connection ended. */
    void clear() {
        filled = 0;
    }

    /** Bytes of the frame that begins there; 0 when it is not complete. */
    private int wholeAt(int start) {
        if (filled - start < 2) {
            return 0;
        }
        int whole = 2 + Byte.toUnsignedInt(buffer[start]) * 256 + Byte.toUnsignedInt(buffer[start + 1]);
        return filled - start >= whole ? whole : 0;
    }
}
