package io.devicegateway.app.protocols;

import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import io.devicegateway.protocol.StreamProtocol;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A protocol whose transport keeps messages apart, where a stream is asked for, as for explaining: what there is, is one message.
 *
 * @param <M> its messages
 */
record MessageByMessage<M>(Protocol<M> protocol) implements StreamProtocol<M> {
    private static final int LONGEST = 1 << 20;

    @Override
    public Framing framing() {
        return new Framing() {
            @Override
            public Cut next(ByteBuffer in) {
                return new Cut.Frame(in.remaining());
            }

            @Override
            public int maxFrame() {
                return LONGEST;
            }

            @Override
            public Duration partialTimeout() {
                return Duration.ofSeconds(30);
            }
        };
    }

    @Override
    public String name() {
        return protocol.name();
    }

    @Override
    public MessageCodec<M> codec() {
        return protocol.codec();
    }

    @Override
    public SessionLimits limits() {
        return protocol.limits();
    }

    @Override
    public ProtocolSession<M> open(String remote) {
        return protocol.open(remote);
    }
}
