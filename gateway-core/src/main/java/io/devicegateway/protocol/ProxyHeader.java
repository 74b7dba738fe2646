package io.devicegateway.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The header that a balancer writes in front of a connection that it passes on (the PROXY protocol, versions 1 and 2). No
 * device sends it: a framing that finds one names it and goes on behind it, so that people see what is wrong.
 */
public final class ProxyHeader {
    /** Under which name it is counted. */
    public static final String ANOMALY = "proxy-header";

    private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    /** With its line end. */
    private static final int LONGEST_TEXT = 107;

    private static final int BINARY_HEAD = 16;
    private static final int LONGEST_BINARY = 512;

    private ProxyHeader() {}

    /**
     * Its length in bytes where one stands at this offset.
     *
     * @return 0 when there is none, -1 when more bytes are needed to tell
     */
    public static int lengthAt(ByteBuffer in, int at) {
        if (begins(in, at, TEXT)) {
            return textLength(in, at);
        }
        if (!begins(in, at, BINARY)) {
            return 0;
        }
        if (in.limit() - at < BINARY_HEAD) {
            return -1;
        }
        int length = BINARY_HEAD + ((in.get(at + 14) & 0xff) << 8 | (in.get(at + 15) & 0xff));
        if (length > LONGEST_BINARY) {
            return 0;
        }
        return in.limit() - at < length ? -1 : length;
    }

    /** Whether what is there agrees with the signature; fewer bytes may. */
    private static boolean begins(ByteBuffer in, int at, byte[] signature) {
        int known = Math.min(signature.length, in.limit() - at);
        for (int i = 0; i < known; i++) {
            if (in.get(at + i) != signature[i]) {
                return false;
            }
        }
        return known > 0;
    }

    private static int textLength(ByteBuffer in, int at) {
        int end = Math.min(in.limit(), at + LONGEST_TEXT);
        for (int i = at; i < end; i++) {
            if (in.get(i) == '\n') {
                return i + 1 - at;
            }
        }
        return end - at < LONGEST_TEXT ? -1 : 0;
    }
}
