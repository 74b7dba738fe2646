package io.devicegateway.wosi;

import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Cuts the stream of a cabinet into frames by the length that stands first (004 section 2.1): an unsigned 16-bit number that
 * counts the bytes after itself.
 *
 * <p>A length that cannot be right means that the place in the stream is lost. It is found again where a length in range is
 * followed by a known command and version 1; when there is no such place within {@value #RESYNC_WINDOW} bytes the
 * connection is given up. How the bytes were split on the way makes no difference to the outcome.
 *
 * <p>Modems lose bytes. A frame that lacks some swallows the beginning of the next one, and a codec that tolerates wrong
 * checksums would read a message in it that nobody sent. So where the checksum or the token is not as it should be and
 * another frame begins inside, with a token that is, what stands before that is passed over.
 */
public final class WosiFraming implements Framing {
    /** Bytes of a frame before its payload: length, command, version, checksum, token. */
    static final int HEADER = 9;
    /** Bytes of the length field, which it does not count. */
    static final int PREFIX = 2;
    /** The lowest length: command, version, checksum and token without payload. */
    static final int LEAST_LENGTH = HEADER - PREFIX;

    private static final int RESYNC_WINDOW = 512;
    /** Length, command, version: what is looked for. */
    private static final int MARK = 4;

    private static final int CHECKSUM_AT = 4;
    private static final int TOKEN_AT = 5;

    private static final String RESYNC = "resync";
    private static final String LOST_BYTES = "lost-bytes";
    private static final String PARTIAL = "partial-frame-timeout";

    private final int token;
    private final int maxLength;
    private final Duration partialTimeout;
    /** Short frames are nearly all frames: one object for each length. */
    private final Cut.Frame[] shortFrames = new Cut.Frame[64];

    public WosiFraming(WosiSettings.Wire settings) {
        this.token = settings.token();
        this.maxLength = settings.maxPacket();
        this.partialTimeout = settings.partialTimeout();
        for (int length = 1; length < shortFrames.length; length++) {
            shortFrames[length] = new Cut.Frame(length);
        }
    }

    @Override
    public Cut next(ByteBuffer in) throws MalformedFrame {
        int available = in.remaining();
        if (available < PREFIX) {
            return Cut.More.MORE;
        }
        int start = in.position();
        int length = u16(in, start);
        if (length < LEAST_LENGTH || length > maxLength) {
            return resync(in, start, length);
        }
        int whole = length + PREFIX;
        if (available < whole) {
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
        if (available >= PREFIX) {
            int length = u16(rest, start);
            if (length < LEAST_LENGTH || length > maxLength) {
                throw lost(start, rest, length);
            }
            if (available >= length + PREFIX) {
                return frame(length + PREFIX); // it was in doubt, and nothing came that would settle it
            }
        }
        if (available >= HEADER
                && isBareConfirmation(rest.get(start + PREFIX) & 0xff)
                && (available == HEADER || marksFrame(rest, start + HEADER))) {
            return frame(HEADER);
        }
        int next = nextMark(rest, start + 1);
        return new Cut.Skip(next < 0 ? available : next - start, PARTIAL);
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

    /** A frame that may lack bytes: it is passed over if another begins inside. */
    private Cut doubtful(ByteBuffer in, int start, int whole) {
        int own = in.getInt(start + TOKEN_AT);
        for (int at = start + 1; at < start + whole; at++) {
            if (marksFrame(in, at)) {
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

    private Cut resync(ByteBuffer in, int start, int length) throws MalformedFrame {
        int next = nextMark(in, start + 1);
        if (next >= 0) {
            return new Cut.Skip(next - start, RESYNC);
        }
        if (in.remaining() < RESYNC_WINDOW + MARK) {
            return Cut.More.MORE;
        }
        throw lost(start, in, length);
    }

    private int nextMark(ByteBuffer in, int from) {
        int last = Math.min(in.limit() - MARK, in.position() + RESYNC_WINDOW);
        for (int at = from; at <= last; at++) {
            if (marksFrame(in, at)) {
                return at;
            }
        }
        return -1;
    }

    private boolean marksFrame(ByteBuffer in, int at) {
        if (in.limit() - at < MARK) {
            return false;
        }
        int length = u16(in, at);
        return length >= LEAST_LENGTH
                && length <= maxLength
                && FunctionCode.of(in.get(at + PREFIX) & 0xff) != null
                && in.get(at + 3) == 1;
    }

    private static boolean isBareConfirmation(int code) {
        FunctionCode function = FunctionCode.of(code);
        return function == FunctionCode.SET_SERVER
                || function == FunctionCode.RESTART
                || function == FunctionCode.UPGRADE;
    }

    private MalformedFrame lost(int start, ByteBuffer in, int length) {
        return new MalformedFrame(
                "lost-framing",
                "PacketLen " + length + " is not " + LEAST_LENGTH + " to " + maxLength + ", and none of the next "
                        + Math.min(in.limit() - start, RESYNC_WINDOW) + " bytes begins a frame");
    }

    private static int u16(ByteBuffer in, int at) {
        return (in.get(at) & 0xff) << 8 | (in.get(at + 1) & 0xff);
    }
}
