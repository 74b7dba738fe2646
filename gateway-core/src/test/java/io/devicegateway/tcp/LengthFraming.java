package io.devicegateway.tcp;

import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Frames of two bytes of length and so many bytes; the length 0xffff is an error, and 0xee bytes between frames are skipped.
 */
record LengthFraming(int maxFrame, Duration partialTimeout) implements Framing {
    static final LengthFraming DEFAULT = new LengthFraming(4_096, Duration.ofSeconds(15));
    private static final int JUNK = 0xee;

    @Override
    public Cut next(ByteBuffer in) throws MalformedFrame {
        int start = in.position();
        int junk = 0;
        while (start + junk < in.limit() && (in.get(start + junk) & 0xff) == JUNK) {
            junk++;
        }
        if (junk > 0) {
            return new Cut.Skip(junk, "junk");
        }
        if (in.remaining() < 2) {
            return Cut.More.MORE;
        }
        int length = in.getShort(start) & 0xffff;
        if (length == 0xffff) {
            throw new MalformedFrame("bad-length", "the length at offset 0 is ffff");
        }
        return in.remaining() < 2 + length ? Cut.More.MORE : new Cut.Frame(2 + length);
    }
}
