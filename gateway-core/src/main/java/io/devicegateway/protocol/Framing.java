package io.devicegateway.protocol;

import java.nio.ByteBuffer;
import java.time.Duration;

/** Finds the frames in a byte stream. */
public interface Framing {
    /**
     * Looks at what has arrived, from the buffer's position to its limit, and consumes nothing: position, limit and bytes
     * stay as they are.
     *
     * @throws MalformedFrame if the stream cannot be understood any further; the connection is closed
     */
    Cut next(ByteBuffer in) throws MalformedFrame;

    /**
     * Like {@link #next(ByteBuffer)}, for a framing that looks for the end of a frame and would else look through the same bytes
     * again each time more of them arrive. A connection asks this one.
     *
     * @param scan what {@link Cut.More} said when the same front was looked at with fewer bytes; 0 at the first look. Only the
     *     framing knows what it means
     * @throws MalformedFrame as {@link #next(ByteBuffer)}
     */
    default Cut next(ByteBuffer in, long scan) throws MalformedFrame {
        return next(in);
    }

    /**
     * Like {@link #next(ByteBuffer)}, when the first byte of an incomplete frame came {@link #partialTimeout()} ago, whether or
     * not bytes still come, or when nothing can come any more. Passes over no more than up to the next place where a frame may
     * begin, so that whole frames behind a broken one are read. Answers {@link Cut.More} to go on waiting.
     */
    default Cut onQuiet(ByteBuffer rest) throws MalformedFrame {
        return new Cut.Skip(rest.remaining(), "partial-frame-timeout");
    }

    /** The longest frame, in bytes. More than this is never buffered for one frame. */
    int maxFrame();

    /** How long an incomplete frame may wait for its rest, from its first byte on. */
    Duration partialTimeout();

    /** What stands at the front of the stream. */
    sealed interface Cut {
        /**
         * Not enough to tell yet.
         *
         * @param least how many bytes there must be, counted from the front, before it is worth while to ask again; 0 when any
         *     byte may tell. Not above {@link Framing#maxFrame()}
         * @param scan handed to {@link Framing#next(ByteBuffer, long)} with the same front; 0 for nothing to remember
         */
        record More(int least, long scan) implements Cut {
            /** Any byte may tell, and nothing is to be remembered. */
            public static final More MORE = new More(0, 0);

            /** That many bytes are needed at least. */
            public static More least(int bytes) {
                return new More(bytes, 0);
            }
        }

        /**
         * A frame.
         *
         * @param length its length in bytes, above zero
         */
        record Frame(int length) implements Cut {}

        /**
         * Bytes that belong to no frame.
         *
         * @param length how many, above zero
         * @param anomaly under which name to count it, as {@code resync}
         */
        record Skip(int length, String anomaly) implements Cut {}
    }
}
