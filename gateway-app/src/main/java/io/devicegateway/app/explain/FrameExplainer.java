package io.devicegateway.app.explain;

import io.devicegateway.app.explain.Part.Failure;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.StreamProtocol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Explains bytes of one protocol. */
public final class FrameExplainer {
    private final Framing framing;
    private final MessageCodec<?> codec;

    public FrameExplainer(Protocol<?> protocol) {
        this.framing = protocol instanceof StreamProtocol<?> stream ? stream.framing() : new WholeMessage();
        this.codec = protocol.codec();
    }

    /**
     * The parts of a stream, in order; together they are all its bytes.
     *
     * @param direction who sent it
     * @param tryOther whether a frame that cannot be understood so is read as sent by the other side
     */
    public List<Part> explain(byte[] stream, Direction direction, boolean tryOther) {
        List<Part> parts = new ArrayList<>();
        int offset = 0;
        while (offset < stream.length) {
            Part part = next(stream, offset, direction);
            if (tryOther && part instanceof Part.Frame frame && frame.otherDirection()) {
                part = frame(frame.bytes(), offset, other(direction));
            }
            parts.add(part);
            offset += part.bytes().length;
        }
        return parts;
    }

    private Part next(byte[] stream, int offset, Direction direction) {
        byte[] ahead = Arrays.copyOfRange(stream, offset, stream.length);
        try {
            Framing.Cut cut = framing.next(ByteBuffer.wrap(ahead).asReadOnlyBuffer());
            return switch (cut) {
                case Framing.Cut.Frame frame -> frame(head(ahead, frame.length()), offset, direction);
                case Framing.Cut.Skip skip -> new Part.Skipped(offset, head(ahead, skip.length()), skip.anomaly());
                case Framing.Cut.More more -> quiet(ahead, offset, direction);
            };
        } catch (MalformedFrame e) {
            return new Part.Broken(offset, ahead, failure(e));
        }
    }

    /** What becomes of bytes after which nothing more comes. */
    private Part quiet(byte[] ahead, int offset, Direction direction) throws MalformedFrame {
        Framing.Cut cut = framing.onQuiet(ByteBuffer.wrap(ahead).asReadOnlyBuffer());
        return switch (cut) {
            case Framing.Cut.Frame frame -> frame(head(ahead, frame.length()), offset, direction);
            case Framing.Cut.Skip skip ->
                skip.length() < ahead.length
                        ? new Part.Skipped(offset, head(ahead, skip.length()), skip.anomaly())
                        : new Part.Rest(offset, ahead);
            case Framing.Cut.More more -> new Part.Rest(offset, ahead);
        };
    }

    private static byte[] head(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    private Part frame(byte[] bytes, int offset, Direction direction) {
        FieldCollector collector = new FieldCollector(bytes);
        try {
            Object message = decode(bytes, direction, collector);
            String name = message.getClass().getSimpleName();
            return new Part.Frame(
                    offset, bytes, direction, name, collector.fields(), collector.anomalies(), null, false);
        } catch (MalformedFrame e) {
            return new Part.Frame(
                    offset,
                    bytes,
                    direction,
                    null,
                    collector.fields(),
                    collector.anomalies(),
                    failure(e),
                    makesSense(bytes, other(direction)));
        }
    }

    private static Direction other(Direction direction) {
        return switch (direction) {
            case DEVICE -> Direction.SERVER;
            case SERVER -> Direction.DEVICE;
        };
    }

    private boolean makesSense(byte[] bytes, Direction direction) {
        try {
            decode(bytes, direction, new FieldCollector(bytes));
            return true;
        } catch (MalformedFrame e) {
            return false;
        }
    }

    private Object decode(byte[] bytes, Direction direction, FieldCollector collector) throws MalformedFrame {
        byte[] copy = bytes.clone();
        return direction == Direction.DEVICE ? codec.decode(copy, collector) : codec.decodeDownlink(copy, collector);
    }

    private static Failure failure(MalformedFrame e) {
        return new Failure(e.kind(), e.getMessage() == null ? "" : e.getMessage());
    }
}
