package io.devicegateway.tcp;

import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Framing.Cut;
import io.devicegateway.protocol.MalformedFrame;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of one connection that are not yet cut into frames. They are cut where they were read to, in a buffer that all
 * connections of an event loop share; only what remains moves to an array of the connection's own. So an idle
 * connection holds no buffer, and what one holds is taken out of its {@link Account} first.
 *
 * <p>The framing is never shown more than its longest frame: what it decides does not depend on how the bytes were
 * segmented, and what it costs to pass over junk stays linear in the junk.
 */
final class FrameStream {
    private static final byte[] NONE = {};
    private static final int LEAST_OWN = 256;

    private final Framing framing;
    private final int maxFrame;
    private final int maxSkipped;
    private final LoopContext loop;
    private final Account account;

    private byte[] bytes = NONE;
    private int from;
    private int to;
    private int skippedInRow;
    private boolean partial;
    /** Until the first frame, what comes may be of somebody else. */
    private boolean beginning = true;
    /** What the framing said of the front when it was no whole frame. */
    private Cut.More seen = Cut.More.MORE;
    /** Whether another byte is the first since that was asked last. */
    private boolean moved;
    /** Bytes at the front that the framing need not look at again. */
    private int scanned;

    private long looked;

    private boolean shared;

    FrameStream(Framing framing, int maxSkipped, LoopContext loop, Account account) {
        this.framing = framing;
        this.maxFrame = framing.maxFrame();
        this.maxSkipped = maxSkipped;
        this.loop = loop;
        this.account = account;
    }

    /** Bytes that wait. */
    int size() {
        return to - from;
    }

    /** Whether bytes wait that the framing saw and found to be no whole frame yet. */
    boolean isPartial() {
        return partial;
    }

    /** Whether the first of the bytes that wait is another one than when this was asked before. */
    boolean takeMoved() {
        boolean before = moved;
        moved = false;
        return before;
    }

    /** How many bytes the framing was shown in vain since this was asked before; those that it remembers count once. */
    long takeLooked() {
        long before = looked;
        looked = 0;
        return before;
    }

    /**
     * Takes all bytes of the buffer. Follow with {@link #cut} or {@link #keep}.
     *
     * @return whether there was room for them; if not, they are lost and the stream with them
     */
    boolean append(ByteBuf in) {
        int length = in.readableBytes();
        if (from == to) {
            drop();
            bytes = loop.shared(length);
            shared = true;
        } else if (!makeRoom(length)) {
            return false;
        }
        in.readBytes(bytes, to, length);
        to += length;
        partial = false;
        return true;
    }

    /**
     * Cuts as long as there are whole frames, the slice lasts and the sink takes them.
     *
     * @return whether it stopped for another reason than that the rest is no whole frame
     */
    boolean cut(Slice slice, Sink sink) throws MalformedFrame {
        ByteBuffer view = view();
        int skipFrom = from;
        String skipKind = null;
        boolean stopped = false;
        partial = false;
        try {
            while (from < to) {
                if (!sink.takes() || !slice.take()) {
                    stopped = true;
                    break;
                }
                if (to - from < seen.least()) {
                    partial = true;
                    break;
                }
                Cut cut = look(view);
                if (skipKind != null
                        && !(cut instanceof Cut.Skip skip && skip.anomaly().equals(skipKind))) {
                    tellSkipped(sink, skipFrom, skipKind);
                    skipKind = null;
                }
                // Nearly all are frames: asked first, before the exhaustive switch.
                if (cut instanceof Cut.Frame frame) {
                    inWindow(frame.length(), "Frame");
                    if (!sink.admits(frame.length())) {
                        stopped = true;
                        break;
                    }
                    takeFrame(frame.length(), sink);
                } else if (cut instanceof Cut.Skip skip) {
                    if (skipKind == null) {
                        skipFrom = from;
                        skipKind = skip.anomaly();
                    }
                    takeSkip(skip);
                } else if (cut instanceof Cut.More more) {
                    wholeWindowIsNoFrame();
                    inWindow(more);
                    seen = more;
                    scanned = more.scan() == 0 ? 0 : Math.min(to - from, maxFrame);
                    partial = true;
                    break;
                }
            }
        } finally {
            if (skipKind != null) {
                tellSkipped(sink, skipFrom, skipKind);
            }
        }
        return stopped;
    }

    private Cut look(ByteBuffer view) throws MalformedFrame {
        looked += Math.min(to - from, maxFrame) - scanned;
        if (beginning) {
            Cut hello = Hello.in(bytes, from, to);
            if (hello != null) {
                return hello;
            }
        }
        return framing.next(window(view), seen.scan());
    }

    /**
     * Asks the framing what to make of a rest that nothing follows.
     *
     * @return whether it made something of it; false to go on waiting
     */
    boolean cutQuiet(Sink sink) throws MalformedFrame {
        Cut cut = framing.onQuiet(window(view()));
        return switch (cut) {
            case Cut.Frame frame -> {
                inWindow(frame.length(), "Frame");
                if (!sink.admits(frame.length())) {
                    yield false;
                }
                takeFrame(frame.length(), sink);
                yield true;
            }
            case Cut.Skip skip -> {
                int skipFrom = from;
                takeSkip(skip);
                tellSkipped(sink, skipFrom, skip.anomaly());
                yield true;
            }
            case Cut.More more -> false;
        };
    }

    /**
     * Moves what waits out of the shared buffer. To be called before another connection gets its turn.
     *
     * @return whether there was room for it; if not, the stream is lost
     */
    boolean keep() {
        if (from == to) {
            drop();
            return true;
        }
        return !shared || moveTo(Math.max(LEAST_OWN, to - from));
    }

    /** Forgets what waits. */
    void drop() {
        if (!shared && bytes.length > 0) {
            account.release(bytes.length);
        }
        bytes = NONE;
        shared = false;
        from = 0;
        to = 0;
        partial = false;
        beginsAnew();
    }

    /** The first of the bytes that wait, for a message to people. */
    byte[] front(int atMost) {
        return Arrays.copyOfRange(bytes, from, Math.min(to, from + atMost));
    }

    private void beginsAnew() {
        seen = Cut.More.MORE;
        scanned = 0;
        looked = 0; // what was passed over is bounded by itself
        moved = true;
    }

    private ByteBuffer view() {
        return shared ? loop.sharedView() : ByteBuffer.wrap(bytes);
    }

    private ByteBuffer window(ByteBuffer view) {
        return view.limit(Math.min(to, from + maxFrame)).position(from);
    }

    private void takeFrame(int length, Sink sink) {
        byte[] frame = new byte[length];
        System.arraycopy(bytes, from, frame, 0, length);
        from += length;
        beginsAnew();
        beginning = false;
        skippedInRow = 0;
        sink.frame(frame);
    }

    private void takeSkip(Cut.Skip skip) throws MalformedFrame {
        inWindow(skip.length(), "Skip");
        from += skip.length();
        beginsAnew();
        skippedInRow += skip.length();
        if (skippedInRow > maxSkipped) {
            throw new MalformedFrame(
                    "too-much-skipped",
                    skippedInRow + " bytes in a row belong to no frame (" + skip.anomaly() + "); the bound is "
                            + maxSkipped);
        }
    }

    private void tellSkipped(Sink sink, int skipFrom, String kind) {
        sink.skipped(Arrays.copyOfRange(bytes, skipFrom, from), kind);
    }

    private void inWindow(int length, String what) {
        if (length <= 0 || length > Math.min(to - from, maxFrame)) {
            throw new IllegalStateException(
                    framing.getClass().getName() + " answered " + what + " of " + length + " bytes where "
                            + Math.min(to - from, maxFrame) + " wait; it must be 1 or more and not exceed them");
        }
    }

    private void inWindow(Cut.More more) {
        if (more.least() > maxFrame) {
            throw new IllegalStateException(framing.getClass().getName() + " wants " + more.least()
                    + " bytes, which is more than the longest frame has: " + maxFrame);
        }
    }

    private void wholeWindowIsNoFrame() throws MalformedFrame {
        if (to - from >= maxFrame) {
            throw new MalformedFrame(
                    "too-long",
                    "no frame ends within " + maxFrame + " bytes, which is the length of the longest frame");
        }
    }

    private boolean makeRoom(int length) {
        int needed = to - from + length;
        if (to + length <= bytes.length) {
            return true;
        }
        if (needed <= bytes.length / 2) {
            System.arraycopy(bytes, from, bytes, 0, to - from);
            to -= from;
            from = 0;
            return true;
        }
        return moveTo(Math.max(needed, Math.min(2 * (to - from), maxFrame)));
    }

    /** Takes a buffer of its own, or a larger one, and gives the former one back. */
    private boolean moveTo(int capacity) {
        if (!account.hold(capacity)) {
            return false;
        }
        byte[] own = new byte[capacity];
        System.arraycopy(bytes, from, own, 0, to - from);
        if (!shared && bytes.length > 0) {
            account.release(bytes.length);
        }
        to -= from;
        from = 0;
        bytes = own;
        shared = false;
        return true;
    }

    /** Where the frames go. */
    interface Sink {
        /** Whether to go on; asked before each cut. */
        boolean takes();

        /** Whether there is room for a frame of so many bytes; asked right before it is made. */
        boolean admits(int length);

        /** A frame; the bytes belong to the receiver. */
        void frame(byte[] frame);

        /** Bytes that belong to no frame. */
        void skipped(byte[] bytes, String kind);
    }
}
