package io.devicegateway.powerbank;

import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.ProxyHeader;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Cuts the stream of a locker into frames (003 section 1): from the packet header <code>{"</code> to the packet end
 * <code>"}</code>. Line ends after a frame go with it when they have come with it, otherwise with the next one, so that it
 * makes no difference how the bytes were split on the way.
 *
 * <p>What is not a frame is passed over up to the next packet header: a frame that breaks off, or one that does not end
 * within the longest length, costs itself and nothing else.
 */
public final class PowerbankFraming implements Framing {
    /** Bytes of the packet header, and of the packet end. */
    static final int HEAD = 2;

    /** Line ends before a header or behind an end that go with a frame. */
    private static final int MOST_LINE_ENDS = 8;

    private static final String JUNK = "junk";
    private static final String TOO_LONG = "frame-too-long";
    private static final String BROKEN_OFF = "frame-broken-off";
    private static final String PARTIAL = "partial-frame-timeout";

    private final int maxFrame;
    private final Duration partialTimeout;
    /** Nearly all frames are short: one object for each length. */
    private final Cut.Frame[] shortFrames = new Cut.Frame[128];

    public PowerbankFraming(PowerbankSettings.Wire settings) {
        this.maxFrame = settings.maxFrame();
        this.partialTimeout = settings.partialTimeout();
        for (int length = 1; length < shortFrames.length; length++) {
            shortFrames[length] = new Cut.Frame(length);
        }
    }

    @Override
    public Cut next(ByteBuffer in) {
        int first = in.position();
        int limit = in.limit();
        int start = first;
        while (start < limit && start - first < MOST_LINE_ENDS && isLineEnd(in.get(start))) {
            start++;
        }
        if (start == limit) {
            return start - first < MOST_LINE_ENDS ? Cut.More.MORE : new Cut.Skip(start - first, JUNK);
        }
        if (!isHead(in, start, limit)) {
            return noHead(in, first, start);
        }
        int inner = -1;
        int last = Math.min(limit, start + maxFrame) - 1;
        for (int at = start + HEAD; at < last; at++) {
            byte value = in.get(at);
            if (value == '"' && in.get(at + 1) == '}') {
                // Where a frame begins inside another, the other one broke off.
                return inner < 0 || isRawCheck(in, inner, at)
                        ? whole(in, first, at, limit)
                        : new Cut.Skip(inner - first, BROKEN_OFF);
            }
            if (value == '{' && in.get(at + 1) == '"') {
                inner = at;
            }
        }
        if (limit - start < maxFrame) {
            return Cut.More.MORE;
        }
        int next = nextHead(in, start + HEAD, limit);
        return new Cut.Skip(next - first, next < limit ? BROKEN_OFF : TOO_LONG);
    }

    private static Cut noHead(ByteBuffer in, int first, int start) {
        int limit = in.limit();
        int proxied = ProxyHeader.lengthAt(in, first);
        if (proxied != 0) {
            return proxied < 0 ? Cut.More.MORE : new Cut.Skip(proxied, ProxyHeader.ANOMALY);
        }
        return in.get(start) == '{' && start + 1 == limit
                ? Cut.More.MORE
                : new Cut.Skip(nextHead(in, start + 1, limit) - first, JUNK);
    }

    /** Line ends that wait for the next frame may wait as long as they like. What has a beginning behind it goes up to there. */
    @Override
    public Cut onQuiet(ByteBuffer rest) {
        for (int i = rest.position(); i < rest.limit(); i++) {
            if (!isLineEnd(rest.get(i))) {
                return new Cut.Skip(nextHead(rest, i + 1, rest.limit()) - rest.position(), PARTIAL);
            }
        }
        return Cut.More.MORE;
    }

    @Override
    public int maxFrame() {
        return maxFrame + 2 * MOST_LINE_ENDS;
    }

    @Override
    public Duration partialTimeout() {
        return partialTimeout;
    }

    private Cut whole(ByteBuffer in, int first, int end, int limit) {
        int after = end + HEAD;
        int most = Math.min(limit, after + MOST_LINE_ENDS);
        while (after < most && isLineEnd(in.get(after))) {
            after++;
        }
        int length = after - first;
        return length < shortFrames.length ? shortFrames[length] : new Cut.Frame(length);
    }

    /** A check may be written as two bytes, which may look like a packet header. */
    private static boolean isRawCheck(ByteBuffer in, int at, int end) {
        return at == end - HEAD && in.get(at - 1) == ',';
    }

    private static boolean isHead(ByteBuffer in, int at, int limit) {
        return at + 1 < limit && in.get(at) == '{' && in.get(at + 1) == '"';
    }

    /** Offset of the next packet header, or of what may become one; the limit when there is none. */
    private static int nextHead(ByteBuffer in, int from, int limit) {
        for (int at = from; at < limit; at++) {
            if (in.get(at) == '{' && (at + 1 == limit || in.get(at + 1) == '"')) {
                return at;
            }
        }
        return limit;
    }

    private static boolean isLineEnd(byte value) {
        return value == '\r' || value == '\n';
    }
}
