package io.devicegateway.pressure;

import io.devicegateway.protocol.Framing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * Cuts the stream of a module into JSON objects. The document defines no framing at all, so a frame is what stands between a
 * brace and the one that closes it, outside of strings; what stands between two objects is passed over.
 *
 * <p>An object that was cut off on the way, as by a modem that lost bytes, is given up as soon as the beginning of the next
 * message, <code>{"cmd"</code>, shows where no message can begin, or when nothing more comes.
 *
 * <p>It looks at an incomplete object from its front each time more arrives, and keeps nothing in between. Nearly all of a
 * message is long strings, which are passed over eight bytes at a step: a message of 1 KB that comes byte by byte costs some
 * 70,000 steps in all.
 */
public final class PressureFraming implements Framing {
    private static final String BLANKS = "blanks-between-frames";
    private static final String NOISE = "noise";
    private static final String CUT_OFF = "cut-off-frame";
    private static final String PARTIAL = "partial-frame-timeout";

    private static final byte[] START = {'"', 'c', 'm', 'd', '"'};

    private static final int NO = -1;
    private static final int OPEN = -2;

    private final int maxFrame;
    private final Duration partialTimeout;

    public PressureFraming(PressureSettings.Wire settings) {
        this.maxFrame = settings.maxFrame();
        this.partialTimeout = settings.partialTimeout();
    }

    @Override
    public Cut next(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return Cut.More.MORE;
        }
        return in.get(in.position()) == '{' ? object(in) : between(in);
    }

    /** Passes over what belongs to no message, up to the next place where one may begin. */
    @Override
    public Cut onQuiet(ByteBuffer rest) {
        int start = rest.position();
        for (int at = start + 1; at < rest.limit(); at++) {
            if (rest.get(at) == '{') {
                int name = afterBlanks(rest, at + 1);
                if (name == rest.limit() || rest.get(name) == '"') {
                    return new Cut.Skip(at - start, PARTIAL);
                }
            }
        }
        return new Cut.Skip(rest.remaining(), PARTIAL);
    }

    @Override
    public int maxFrame() {
        return maxFrame;
    }

    @Override
    public Duration partialTimeout() {
        return partialTimeout;
    }

    private static Cut between(ByteBuffer in) {
        int start = in.position();
        boolean blanks = Bytes.isBlank(in.get(start));
        int at = start + 1;
        while (at < in.limit() && in.get(at) != '{' && (!blanks || Bytes.isBlank(in.get(at)))) {
            at++;
        }
        return new Cut.Skip(at - start, blanks ? BLANKS : NOISE);
    }

    private static Cut object(ByteBuffer in) {
        int start = in.position();
        int depth = 0;
        for (int at = start; at < in.limit(); at++) {
            byte value = in.get(at);
            if (value == '"') {
                int close = closingQuote(in, at + 1);
                int next = close < 0 ? OPEN : messageIn(in, at, close);
                if (next != NO) {
                    return next == OPEN ? Cut.More.MORE : new Cut.Skip(next - start, CUT_OFF);
                }
                at = close;
            } else if (value == '{') {
                int next = depth == 0 ? NO : beginsAt(in, at, afterBlanks(in, at + 1));
                if (next != NO) {
                    return next == OPEN ? Cut.More.MORE : new Cut.Skip(next - start, CUT_OFF);
                }
                depth++;
            } else if (value == '}') {
                depth--;
                if (depth == 0) {
                    return new Cut.Frame(at + 1 - start);
                }
            }
        }
        return Cut.More.MORE;
    }

    /** The quote that ends the string whose first character is there; {@link #NO} when it has not come. */
    private static int closingQuote(ByteBuffer in, int from) {
        int limit = in.limit();
        boolean big = in.order() == ByteOrder.BIG_ENDIAN;
        int at = from;
        while (at < limit) {
            if (limit - at >= Long.BYTES) {
                long eight = in.getLong(at);
                long found = Bytes.quotesAndBackslashes(eight);
                if (found == 0) {
                    at += Long.BYTES;
                    continue;
                }
                at += (big ? Long.numberOfLeadingZeros(found) : Long.numberOfTrailingZeros(found)) >>> 3;
            }
            byte found = in.get(at);
            if (found == '"') {
                return at;
            }
            at += found == '\\' ? 2 : 1;
        }
        return NO;
    }

    /**
     * The brace with which what we took for a string ends, if the first name of a message stands behind it: then that string
     * was never closed, and the brace begins the next message.
     */
    private static int messageIn(ByteBuffer in, int open, int close) {
        int at = close - 1;
        while (at > open && Bytes.isBlank(in.get(at))) {
            at--;
        }
        return at > open && in.get(at) == '{' ? beginsAt(in, at, close) : NO;
    }

    /** The brace if the first name of a message begins at that quote; {@link #OPEN} when that cannot be told yet. */
    private static int beginsAt(ByteBuffer in, int brace, int quote) {
        for (int i = 0; i < START.length; i++) {
            if (quote + i >= in.limit()) {
                return OPEN;
            }
            if (in.get(quote + i) != START[i]) {
                return NO;
            }
        }
        return brace;
    }

    private static int afterBlanks(ByteBuffer in, int from) {
        int at = from;
        while (at < in.limit() && Bytes.isBlank(in.get(at))) {
            at++;
        }
        return at;
    }
}
