package io.devicegateway.app.explain;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.FrameCursor;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import io.devicegateway.protocol.StreamProtocol;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A protocol for tests: {@code A5 length code payload}, the length that of the payload. Devices say 01 (a greeting with a
 * name) and 02 (a level, 0 or 1); servers say 81 without payload. FF at the front ends the conversation.
 */
public final class FakeProtocol implements StreamProtocol<FakeProtocol.Message> {
    private static final int HEAD = 3;

    /** What can be said. */
    public sealed interface Message {
        /** A device says its name. */
        record Greeting(String name) implements Message {}

        /** A device tells a level. */
        record Level(int level) implements Message {}

        /** The server asks for the level. */
        record Question() implements Message {}
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public SessionLimits limits() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ProtocolSession<Message> open(String remote) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Framing framing() {
        return new Framing() {
            @Override
            public Cut next(ByteBuffer in) throws MalformedFrame {
                int first = in.get(in.position()) & 0xff;
                if (first == 0xff) {
                    throw new MalformedFrame("end", "FF at offset 0 ends the conversation");
                }
                if (first != 0xa5) {
                    return new Cut.Skip(1, "noise");
                }
                if (in.remaining() < HEAD) {
                    return Cut.More.MORE;
                }
                int length = HEAD + (in.get(in.position() + 1) & 0xff);
                return in.remaining() < length ? Cut.More.MORE : new Cut.Frame(length);
            }

            @Override
            public int maxFrame() {
                return 258;
            }

            @Override
            public Duration partialTimeout() {
                return Duration.ofSeconds(1);
            }
        };
    }

    @Override
    public MessageCodec<Message> codec() {
        return new MessageCodec<>() {
            @Override
            public Message decode(byte[] frame, DecodeListener listener) throws MalformedFrame {
                FrameCursor in = new FrameCursor(frame, listener);
                int code = head(in);
                return switch (code) {
                    case 1 -> new Message.Greeting(in.ascii(in.remaining(), new Label("name", "名称")));
                    case 2 -> level(in);
                    default ->
                        throw new MalformedFrame("unknown-code", "code " + code + " at offset 2 is neither 1 nor 2");
                };
            }

            @Override
            public Message decodeDownlink(byte[] frame, DecodeListener listener) throws MalformedFrame {
                int code = head(new FrameCursor(frame, listener));
                if (code != 0x81) {
                    throw new MalformedFrame("unknown-code", "code " + code + " at offset 2 is not 129");
                }
                return new Message.Question();
            }

            @Override
            public byte[] encode(Message message) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static int head(FrameCursor in) throws MalformedFrame {
        in.u8(new Label("magic", "魔数"));
        in.u8(new Label("length", "长度"));
        return in.u8(new Label("code", "代码"), FakeProtocol::code);
    }

    private static @Nullable Label code(int code) {
        return switch (code) {
            case 1 -> new Label("greeting", "问候");
            case 2 -> new Label("level", "电量");
            default -> null;
        };
    }

    private static Message level(FrameCursor in) throws MalformedFrame {
        int offset = in.position();
        int level = in.u8(new Label("level", "电量"));
        if (level > 1) {
            in.anomaly(
                    "bad-level",
                    offset,
                    new Label("level is " + level + ", expected 0 or 1", "电量为 " + level + "，应为 0 或 1"));
        }
        return new Message.Level(level);
    }
}
