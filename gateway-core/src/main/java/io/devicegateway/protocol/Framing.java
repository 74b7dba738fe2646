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
     * Like {@link #next}, when a rest has waited for {@link #partialTimeout()} and nothing more came. Answers
     * {@link Cut.More} to go on waiting.
     */
    default Cut onQuiet(ByteBuffer rest) throws MalformedFrame {
        return new Cut.Skip(rest.remaining(), "partial-frame-timeout");
    }

    /** The longest frame, in bytes. More than this is never buffered for one frame. */
    int maxFrame();

    /** How long an incomplete frame may wait for its rest. */
    Duration partialTimeout();

    /** What stands at the front of the stream. */
    sealed interface Cut {
        /** Not enough to tell yet. */
        record More() implements Cut {
            /** The only one that is needed. */
            public static final More MORE = new More();
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
