package io.devicegateway.wosi;

import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.ProxyHeader;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream of a cabinet into frames by the length that stands first (004 section 2.1): an unsigned 16-bit number that
 * counts the bytes after itself.
 *
 * <p>A header that cannot be (see {@link FrameHeaders}) means that the place in the stream is lost. It is found again where the
 * next header that can be stands; when there is none within {@value #RESYNC_WINDOW} bytes the connection is given up. How the
 * bytes were split on the way makes no difference to the outcome.
 *
 * <p>Modems lose bytes and add some. A frame that lacks some, or whose length lies, swallows what follows, and a codec that
 * tolerates wrong checksums would read a message in it that nobody sent. So where a whole frame with the token of the
 * session stands inside another, complete or not, what is before it is passed over at once. The same where the checksum
 * or the token of a complete one is not as it should be and another frame begins inside, with a token that is.
 */
public final class WosiFraming implements Framing {
    /** Bytes of a frame before its payload: length, command, version, checksum, token. */
    static final int HEADER = 9;
    /** Bytes of the length field, which it does not count. */
    static final int PREFIX = 2;
    /** The lowest length: command, version, checksum and token without payload. */
    static final int LEAST_LENGTH = HEADER - PREFIX;

    private static final int RESYNC_WINDOW = 512;

    private static final int CHECKSUM_AT = 4;
    private static final int TOKEN_AT = 5;

    private static final String RESYNC = "resync";
    private static final String LOST_BYTES = "lost-bytes";
    private static final String PARTIAL = "partial-frame-timeout";

    private final int token;
    private final int maxLength;
    private final FrameHeaders headers;
    private final Duration partialTimeout;
    /** Short frames are nearly all frames: one object for each length. */
    private final Cut.Frame[] shortFrames = new Cut.Frame[64];

    public WosiFraming(WosiSettings.Wire settings) {
        this.token = settings.token();
        this.maxLength = settings.maxPacket();
        this.headers = new FrameHeaders(settings.token(), settings.maxPacket());
        this.partialTimeout = settings.partialTimeout();
        for (int length = 1; length < shortFrames.length; length++) {
            shortFrames[length] = new Cut.Frame(length);
        }
    }

    @Override
    public Cut next(ByteBuffer in) throws MalformedFrame {
        int start = in.position();
        return switch (headers.front(in, start)) {
            case UNDECIDED -> Cut.More.MORE;
            case IMPOSSIBLE -> resync(in, start);
            case POSSIBLE -> possible(in, start);
        };
    }

    private Cut possible(ByteBuffer in, int start) {
        int whole = u16(in, start) + PREFIX;
        Cut inner = beforeInner(in, start, Math.min(start + whole, in.limit()));
        if (inner != null) {
            return inner;
        }
        if (in.remaining() < whole) {
            return Cut.More.MORE;
        }
        return isSound(in, start, whole) ? frame(whole) : doubtful(in, start, whole);
    }

    /**
     * A confirmation without payload whose length claims more than there is, as the document's sample {@code 00 77 63 …},
     * is delivered as it is. Any other rest is passed over up to the next place where a frame may begin.
     */
    @Override
    public Cut onQuiet(ByteBuffer rest) throws MalformedFrame {
        int start = rest.position();
        int available = rest.remaining();
        FrameHeaders.Verdict front = headers.front(rest, start);
        if (front == FrameHeaders.Verdict.IMPOSSIBLE && available >= HEADER) {
            throw lost(start, rest);
        }
        if (front == FrameHeaders.Verdict.POSSIBLE) {
            int whole = u16(rest, start) + PREFIX;
            if (available >= whole) {
                return frame(whole); // it was in doubt, and nothing came that would settle it
            }
            if (isBareConfirmation(rest, start)
                    && (available == HEADER || headers.marks(rest, start + HEADER) == FrameHeaders.Verdict.POSSIBLE)) {
                return frame(HEADER);
            }
        }
        int last = Math.min(rest.limit(), start + RESYNC_WINDOW);
        for (int at = start + 1; at < last; at++) {
            if (headers.marks(rest, at) == FrameHeaders.Verdict.POSSIBLE) {
                return new Cut.Skip(at - start, PARTIAL);
            }
        }
        return new Cut.Skip(available, PARTIAL);
    }

    @Override
    public int maxFrame() {
        return maxLength + PREFIX;
    }

    @Override
    public Duration partialTimeout() {
        return partialTimeout;
    }

    private Cut frame(int length) {
        return length < shortFrames.length ? shortFrames[length] : new Cut.Frame(length);
    }

    private boolean isSound(ByteBuffer in, int start, int whole) {
        if (in.getInt(start + TOKEN_AT) != token) {
            return false;
        }
        int xor = in.get(start + CHECKSUM_AT);
        for (int at = start + HEADER; at < start + whole; at++) {
            xor ^= in.get(at);
        }
        return xor == 0;
    }

    /**
     * What is to be done because a whole frame with the session's token stands inside another one; null when there is none.
     * The one that ends first counts, which is the one that is seen first when the bytes come one by one.
     */
    private @Nullable Cut beforeInner(ByteBuffer in, int start, int end) {
        if (end - start <= HEADER) {
            return null; // nearly all frames: there is no room for another
        }
        int own = in.getInt(start + TOKEN_AT);
        int best = -1;
        int bestEnd = Integer.MAX_VALUE;
        for (int at = start + 1; at + HEADER <= end; at++) {
            int its = in.getInt(at + TOKEN_AT);
            if ((its == token || its == own) && headers.marks(in, at) == FrameHeaders.Verdict.POSSIBLE) {
                int itsEnd = at + PREFIX + u16(in, at);
                if (itsEnd <= end && itsEnd < bestEnd) {
                    best = at;
                    bestEnd = itsEnd;
                }
            }
        }
        if (best < 0) {
            return null;
        }
        return best == start + HEADER && isBareConfirmation(in, start)
                ? frame(HEADER)
                : new Cut.Skip(best - start, LOST_BYTES);
    }

    /** A frame that may lack bytes: it is passed over if another begins inside. */
    private Cut doubtful(ByteBuffer in, int start, int whole) {
        int own = in.getInt(start + TOKEN_AT);
        for (int at = start + 1; at < start + whole; at++) {
            if (headers.marks(in, at) == FrameHeaders.Verdict.POSSIBLE) {
                if (in.limit() - at < HEADER) {
                    return Cut.More.MORE; // a few bytes more will tell
                }
                int its = in.getInt(at + TOKEN_AT);
                if (its == own || its == token) {
                    return new Cut.Skip(at - start, LOST_BYTES);
                }
            }
        }
        return frame(whole);
    }

    private Cut resync(ByteBuffer in, int start) throws MalformedFrame {
        int proxied = ProxyHeader.lengthAt(in, start);
        if (proxied != 0) {
            return proxied < 0 ? Cut.More.MORE : new Cut.Skip(proxied, ProxyHeader.ANOMALY);
        }
        int last = Math.min(in.limit() - 1, start + RESYNC_WINDOW);
        for (int at = start + 1; at <= last; at++) {
            FrameHeaders.Verdict verdict = headers.marks(in, at);
            if (verdict != FrameHeaders.Verdict.IMPOSSIBLE) {
                return verdict == FrameHeaders.Verdict.UNDECIDED ? Cut.More.MORE : new Cut.Skip(at - start, RESYNC);
            }
        }
        if (in.remaining() < RESYNC_WINDOW + HEADER) {
            return Cut.More.MORE;
        }
        throw lost(start, in);
    }

    /** A confirmation without payload, whose length may lie as that of the document's sample does. */
    private static boolean isBareConfirmation(ByteBuffer in, int start) {
        return in.limit() - start >= HEADER
                && u16(in, start) > LEAST_LENGTH
                && FrameHeaders.isConfirmation(in.get(start + PREFIX) & 0xff);
    }

    private MalformedFrame lost(int start, ByteBuffer in) {
        return new MalformedFrame(
                "lost-framing",
                "PacketLen " + u16(in, start) + " (allowed: " + LEAST_LENGTH + " to " + maxLength + ") and what follows"
                        + " begin no frame of the document, and neither do the next "
                        + Math.min(in.limit() - start, RESYNC_WINDOW) + " bytes");
    }

    private static int u16(ByteBuffer in, int at) {
        return (in.get(at) & 0xff) << 8 | (in.get(at + 1) & 0xff);
    }
}
