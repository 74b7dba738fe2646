package io.devicegateway.app.explain;

import io.devicegateway.protocol.Framing;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Messages that a broker hands over whole: all bytes are one frame. */
final class WholeMessage implements Framing {
    @Override
    public Cut next(ByteBuffer in) {
        return in.hasRemaining() ? new Cut.Frame(in.remaining()) : Cut.More.MORE;
    }

    @Override
    public int maxFrame() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Duration partialTimeout() {
        return Duration.ZERO;
    }
}
