package io.devicegateway.pressure;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Arbitrary bytes never break the framing or the codec: they are read, counted, or refused as malformed.
 *
 * <p>In an ordinary run only the inputs in {@code src/test/resources/io/devicegateway/pressure/PressureFuzzTestInputs} are
 * tried. With {@code JAZZER_FUZZ=1} in the environment new ones are looked for, guided by coverage, one method in a run:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn -pl protocol-pressure-json -am test -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dtest=PressureFuzzTest#streamsAreCutWithoutFault
 * </pre>
 */
class PressureFuzzTest {
    private final PressureFraming framing = new PressureFraming(PressureSettings.Wire.DEFAULT);
    private final PressureCodec codec = new PressureCodec(PressureSettings.DEFAULT);

    /** Every cut makes progress, stays inside the buffer and leaves it as it is; every frame is read or malformed. */
    @FuzzTest(maxDuration = "15s")
    void streamsAreCutWithoutFault(byte[] bytes) {
        int start = 0;
        while (start < bytes.length) {
            ByteBuffer rest =
                    ByteBuffer.wrap(bytes, start, bytes.length - start).asReadOnlyBuffer();
            Framing.Cut cut = framing.next(rest);
            if (cut instanceof Framing.Cut.More) {
                cut = framing.onQuiet(rest);
            }
            if (rest.position() != start || rest.limit() != bytes.length) {
                throw new AssertionError("the framing moved the buffer");
            }
            int length = switch (cut) {
                case Framing.Cut.More more -> throw new AssertionError("nothing more comes, and it waits");
                case Framing.Cut.Skip skip -> skip.length();
                case Framing.Cut.Frame frame -> frame.length();
            };
            if (length < 1 || length > bytes.length - start) {
                throw new AssertionError("a cut of " + length + " bytes from " + (bytes.length - start));
            }
            if (cut instanceof Framing.Cut.Frame) {
                read(Arrays.copyOfRange(bytes, start, start + length));
            }
            start += length;
        }
    }

    /** A frame is read or malformed, in both directions, and the same whether it is explained or not. */
    @FuzzTest(maxDuration = "15s")
    void framesAreReadOrMalformed(byte[] frame) {
        read(frame);
    }

    private void read(byte[] frame) {
        byte[] before = frame.clone();
        Explained explained = new Explained();
        PressureUplink message = decoded(frame, explained);
        if (!Objects.equals(message, decoded(frame, DecodeListener.NONE))) {
            throw new AssertionError("explaining changes what is read");
        }
        int end = 0;
        for (Explained.Field field : explained.fields()) {
            if (field.offset() < end || field.offset() + field.length() > frame.length) {
                throw new AssertionError("a member outside of its place: " + field);
            }
            end = field.offset() + field.length();
        }
        try {
            codec.encode(codec.decodeDownlink(frame, new Explained()));
        } catch (MalformedFrame expected) {
            if (expected.kind().isEmpty()
                    || String.valueOf(expected.getMessage()).isEmpty()) {
                throw new AssertionError("a malformed frame without a reason", expected);
            }
        }
        if (!Arrays.equals(frame, before)) {
            throw new AssertionError("the codec changed the frame");
        }
    }

    private @Nullable PressureUplink decoded(byte[] frame, DecodeListener listener) {
        try {
            return codec.decode(frame, listener);
        } catch (MalformedFrame expected) {
            return null;
        }
    }
}
