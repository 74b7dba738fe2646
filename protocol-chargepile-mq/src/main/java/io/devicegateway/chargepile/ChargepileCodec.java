package io.devicegateway.chargepile;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.MessageCodec;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Reads and writes the lines of the document (002). What reads a line also explains it. The gateway itself sends nothing in
 * this protocol: lines are written by who plays the platform, see {@link ChargepilePublisher}.
 */
public final class ChargepileCodec implements MessageCodec<ChargepileMessage> {
    private final ChargepileSettings.Wire settings;
    private final ChargepileReader reader;
    private final ChargepileWriter writer;

    public ChargepileCodec(ChargepileSettings settings) {
        this.settings = settings.wire();
        this.reader = new ChargepileReader(settings.wire());
        this.writer = new ChargepileWriter(settings.wire());
    }

    @Override
    public ChargepileMessage decode(byte[] frame, DecodeListener listener) throws MalformedFrame {
        return reader.read(new LineCursor(frame, listener, settings));
    }

    /** Lines go one way: this reads them as {@link #decode} does. */
    @Override
    public ChargepileMessage decodeDownlink(byte[] frame, DecodeListener listener) throws MalformedFrame {
        return decode(frame, listener);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a value cannot be written so; says which and why
     */
    @Override
    public byte[] encode(ChargepileMessage message) {
        String line = writer.write(message);
        try {
            ByteBuffer bytes = settings.charset().newEncoder().encode(CharBuffer.wrap(line));
            byte[] encoded = new byte[bytes.remaining()];
            bytes.get(encoded);
            // What is refused when it comes is never written.
            var unused = decode(encoded, DecodeListener.NONE);
            return encoded;
        } catch (MalformedFrame e) {
            throw new IllegalArgumentException("nobody could read the line: " + e.getMessage(), e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the line cannot be written in " + settings.charset(), e);
        }
    }
}
