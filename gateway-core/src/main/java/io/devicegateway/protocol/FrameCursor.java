package io.devicegateway.protocol;

import io.devicegateway.protocol.DecodeListener.Label;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a big-endian binary frame one after the other, each by its name, so that the decoder is also the
 * explainer.
 */
public final class FrameCursor {
    private final byte[] frame;
    private final DecodeListener listener;
    private final boolean explains;
    private int position;

    public FrameCursor(byte[] frame, DecodeListener listener) {
        this.frame = frame;
        this.listener = listener;
        this.explains = listener.explains();
    }

    /** Offset of the next byte. */
    public int position() {
        return position;
    }

    /** Bytes left. */
    public int remaining() {
        return frame.length - position;
    }

    /** An unsigned byte, 0 to 255. */
    public int u8(Label name) throws MalformedFrame {
        return u8(name, null);
    }

    /** An unsigned byte, 0 to 255, and what it means; the function answers null where the value speaks for itself. */
    public int u8(Label name, @Nullable IntFunction<@Nullable Label> meaning) throws MalformedFrame {
        require(1, name);
        int value = frame[position] & 0xff;
        tell(1, name, value, meaning);
        position += 1;
        return value;
    }

    /** An unsigned 16-bit number, 0 to 65535. */
    public int u16(Label name) throws MalformedFrame {
        return u16(name, null);
    }

    /** An unsigned 16-bit number, 0 to 65535, and what it means. */
    public int u16(Label name, @Nullable IntFunction<@Nullable Label> meaning) throws MalformedFrame {
        require(2, name);
        int value = (frame[position] & 0xff) << 8 | (frame[position + 1] & 0xff);
        tell(2, name, value, meaning);
        position += 2;
        return value;
    }

    /** Four bytes as they stand; shown in hexadecimal. */
    public int bits32(Label name) throws MalformedFrame {
        require(4, name);
        int value = (frame[position] & 0xff) << 24
                | (frame[position + 1] & 0xff) << 16
                | (frame[position + 2] & 0xff) << 8
                | (frame[position + 3] & 0xff);
        if (explains) {
            listener.field(position, 4, name, HexFormat.of().toHexDigits(value), null);
        }
        position += 4;
        return value;
    }

    /** Eight bytes as they stand, shown in hexadecimal, and what they mean. */
    public long bits64(Label name, @Nullable LongFunction<@Nullable Label> meaning) throws MalformedFrame {
        require(8, name);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (frame[position + i] & 0xff);
        }
        if (explains) {
            listener.field(
                    position,
                    8,
                    name,
                    HexFormat.of().toHexDigits(value),
                    meaning == null ? null : meaning.apply(value));
        }
        position += 8;
        return value;
    }

    /** So many bytes as ASCII text, as they stand. */
    public String ascii(int length, Label name) throws MalformedFrame {
        require(length, name);
        String value = new String(frame, position, length, StandardCharsets.ISO_8859_1);
        if (explains) {
            listener.field(position, length, name, value, null);
        }
        position += length;
        return value;
    }

    /** So many bytes of ASCII text that ends at its first NUL, or with the last byte when it has none. */
    public String terminated(int length, Label name) throws MalformedFrame {
        require(length, name);
        int end = position;
        while (end < position + length && frame[end] != 0) {
            end++;
        }
        String value = new String(frame, position, end - position, StandardCharsets.ISO_8859_1);
        if (explains) {
            listener.field(position, length, name, value, null);
        }
        position += length;
        return value;
    }

    /** So many bytes. */
    public byte[] bytes(int length, Label name) throws MalformedFrame {
        require(length, name);
        byte[] value = new byte[length];
        System.arraycopy(frame, position, value, 0, length);
        if (explains) {
            listener.field(position, length, name, HexFormat.of().formatHex(value), null);
        }
        position += length;
        return value;
    }

    /** The byte so many after the next one, 0 to 255, without reading it. */
    public int peek(int ahead) {
        return frame[position + ahead] & 0xff;
    }

    /** Tells the listener that something deviates and was accepted. */
    public void anomaly(String kind, int offset, Label detail) {
        listener.anomaly(kind, offset, detail);
    }

    private void require(int length, Label name) throws MalformedFrame {
        if (remaining() < length) {
            throw new MalformedFrame(
                    "short-frame",
                    "field " + name.en() + " at offset " + position + " needs " + length + " bytes, the frame has "
                            + remaining() + " left");
        }
    }

    private void tell(int length, Label name, int value, @Nullable IntFunction<@Nullable Label> meaning) {
        if (explains) {
            listener.field(position, length, name, value, meaning == null ? null : meaning.apply(value));
        }
    }
}
