package io.devicegateway.protocol.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What readers of JSON look for in bytes, many at a step. */
public final class JsonBytes {
    /** Length of a byte order mark. */
    static final int MARK = 3;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x7f7f_7f7f_7f7f_7f7fL;
    private static final long QUOTES = 0x2222_2222_2222_2222L;
    private static final long BACKSLASHES = 0x5c5c_5c5c_5c5c_5c5cL;

    private JsonBytes() {}

    /** The highest bit of each byte that is a quote or a backslash, and no other bit. */
    public static long quotesAndBackslashes(long eight) {
        return zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES);
    }

    /** The highest bit of each byte that is zero; nothing carries from one byte to the next. */
    private static long zeros(long eight) {
        return ~(((eight & LOW_BITS) + LOW_BITS) | eight | LOW_BITS);
    }

    /** The quote that ends the string whose first character is there; -1 when there is none. */
    public static int closingQuote(byte[] in, int from) {
        int at = from;
        while (at < in.length) {
            if (in.length - at >= Long.BYTES) {
                long found = quotesAndBackslashes((long) EIGHT.get(in, at));
                if (found == 0) {
                    at += Long.BYTES;
                    continue;
                }
                at += Long.numberOfTrailingZeros(found) >>> 3;
            }
            if (in[at] == '"') {
                return at;
            }
            at += in[at] == '\\' ? 2 : 1;
        }
        return -1;
    }

    /** Whether it begins with a byte order mark in UTF-8. */
    static boolean startsWithMark(byte[] in) {
        return in.length >= MARK && in[0] == (byte) 0xef && in[1] == (byte) 0xbb && in[2] == (byte) 0xbf;
    }

    /** Whether that byte is a blank of JSON, or a NUL. */
    public static boolean isBlank(byte value) {
        return value == ' ' || value == '\n' || value == '\r' || value == '\t' || value == 0;
    }
}
