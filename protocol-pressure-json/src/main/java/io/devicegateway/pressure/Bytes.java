package io.devicegateway.pressure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** What is done to bytes by the many. */
final class Bytes {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x7f7f_7f7f_7f7f_7f7fL;
    private static final long QUOTES = 0x2222_2222_2222_2222L;
    private static final long BACKSLASHES = 0x5c5c_5c5c_5c5c_5c5cL;

    private Bytes() {}

    /** The highest bit of each byte that is a quote or a backslash, and no other bit. */
    static long quotesAndBackslashes(long eight) {
        return zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES);
    }

    /** The highest bit of each byte that is zero; nothing carries from one byte to the next. */
    private static long zeros(long eight) {
        return ~(((eight & LOW_BITS) + LOW_BITS) | eight | LOW_BITS);
    }

    /** The quote that ends the string whose first character is there; -1 when there is none. */
    static int closingQuote(byte[] in, int from) {
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

    /** 64 bits that differ when the bytes do: two checksums of independent polynomials, which the processor computes. */
    static long fingerprint(byte[] in) {
        CRC32 one = new CRC32();
        one.update(in);
        CRC32C other = new CRC32C();
        other.update(in, 0, in.length);
        return one.getValue() << 32 | other.getValue();
    }

    /** Whether that byte is a blank of JSON, or a NUL. */
    static boolean isBlank(byte value) {
        return value == ' ' || value == '\n' || value == '\r' || value == '\t' || value == 0;
    }
}
