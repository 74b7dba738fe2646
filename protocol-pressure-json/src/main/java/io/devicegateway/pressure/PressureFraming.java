package io.devicegateway.pressure;

import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.json.JsonBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * Cuts the stream of a module into JSON objects. The document defines no framing at all, so a frame is what stands between a
 * brace and the one that closes it, outside of strings; what stands between two objects is passed over.
 *
 * <p>An object that was cut off on the way, as by a modem that lost bytes, is given up as soon as the beginning of the next
 * message, <code>{"cmd"</code> or <code>{"IMEI"</code>, shows where no message can begin, or when its time is up.
 *
 * <p>An incomplete object is looked at once: where the look ended is remembered with it, so that bytes which come one by one cost
 * no more than bytes which come together.
 */
public final class PressureFraming implements Framing {
    private static final String BLANKS = "blanks-between-frames";
    private static final String NOISE = "noise";
    private static final String CUT_OFF = "cut-off-frame";
    private static final String PARTIAL = "partial-frame-timeout";

    /** The first names of messages; the document begins with cmd, other writers of JSON with IMEI. */
    private static final byte[][] STARTS = {{'"', 'c', 'm', 'd', '"'}, {'"', 'I', 'M', 'E', 'I', '"'}};

    /** The most blanks between a brace and a first name: a bound, because they are looked at more than once. */
    private static final int MOST_BLANKS = 64;

    private static final int NO = -1;
    private static final int OPEN = -2;

    /** Bits of an offset in what is remembered of an incomplete object; the longest frame has 2^20 bytes. */
    private static final int OFFSET_BITS = 21;

    private static final long OFFSET = (1L << OFFSET_BITS) - 1;

    private final int maxFrame;
    private final Duration partialTimeout;

    public PressureFraming(PressureSettings.Wire settings) {
        this.maxFrame = settings.maxFrame();
        this.partialTimeout = settings.partialTimeout();
    }

    @Override
    public Cut next(ByteBuffer in) {
        return next(in, 0);
    }

    @Override
    public Cut next(ByteBuffer in, long scan) {
        if (!in.hasRemaining()) {
            return Cut.More.MORE;
        }
        return in.get(in.position()) == '{' ? object(in, scan) : between(in);
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
        boolean blanks = JsonBytes.isBlank(in.get(start));
        int at = start + 1;
        while (at < in.limit() && in.get(at) != '{' && (!blanks || JsonBytes.isBlank(in.get(at)))) {
            at++;
        }
        return new Cut.Skip(at - start, blanks ? BLANKS : NOISE);
    }

    private static Cut object(ByteBuffer in, long scan) {
        int start = in.position();
        int at = start + (int) (scan & OFFSET);
        int open = (int) (scan >>> OFFSET_BITS & OFFSET); // of the quote of a string that goes on; 0 outside of strings
        int depth = (int) (scan >>> (2 * OFFSET_BITS));
        while (at < in.limit()) {
            if (open > 0) {
                at = closingQuote(in, at);
                int next = at < in.limit() ? messageIn(in, start + open, at) : OPEN;
                if (next != NO) {
                    return next == OPEN ? more(at - start, open, depth) : new Cut.Skip(next - start, CUT_OFF);
                }
                open = 0;
                at++;
                continue;
            }
            byte value = in.get(at);
            if (value == '"') {
                open = at - start;
            } else if (value == '{') {
                int next = depth == 0 ? NO : beginsAt(in, at, afterBlanks(in, at + 1));
                if (next != NO) {
                    return next == OPEN ? more(at - start, 0, depth) : new Cut.Skip(next - start, CUT_OFF);
                }
                depth++;
            } else if (value == '}') {
                depth--;
                if (depth == 0) {
                    return new Cut.Frame(at + 1 - start);
                }
            }
            at++;
        }
        return more(at - start, open, depth);
    }

    private static Cut more(int at, int open, int depth) {
        return new Cut.More(0, ((long) depth << (2 * OFFSET_BITS)) | ((long) open << OFFSET_BITS) | at);
    }

    /** The quote that ends the string which goes on there; when it has not come, where to look for it, the limit or behind it. */
    private static int closingQuote(ByteBuffer in, int from) {
        int limit = in.limit();
        boolean big = in.order() == ByteOrder.BIG_ENDIAN;
        int at = from;
        while (at < limit) {
            if (limit - at >= Long.BYTES) {
                long eight = in.getLong(at);
                long found = JsonBytes.quotesAndBackslashes(eight);
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
        return at;
    }

    /**
     * The brace with which what we took for a string ends, if the first name of a message stands behind it: then that string
     * was never closed, and the brace begins the next message.
     */
    private static int messageIn(ByteBuffer in, int open, int close) {
        int at = close - 1;
        while (at > open && close - at <= MOST_BLANKS && JsonBytes.isBlank(in.get(at))) {
            at--;
        }
        return at > open && in.get(at) == '{' ? beginsAt(in, at, close) : NO;
    }

    /** The brace if the first name of a message begins at that quote; {@link #OPEN} when that cannot be told yet. */
    private static int beginsAt(ByteBuffer in, int brace, int quote) {
        int found = NO;
        for (byte[] start : STARTS) {
            int same = 0;
            while (same < start.length && quote + same < in.limit() && in.get(quote + same) == start[same]) {
                same++;
            }
            if (same == start.length) {
                return brace;
            }
            found = quote + same >= in.limit() ? OPEN : found;
        }
        return found;
    }

    /** Behind the blanks that begin there. */
    private static int afterBlanks(ByteBuffer in, int from) {
        int at = from;
        while (at < in.limit() && at - from < MOST_BLANKS && JsonBytes.isBlank(in.get(at))) {
            at++;
        }
        return at;
    }
}
