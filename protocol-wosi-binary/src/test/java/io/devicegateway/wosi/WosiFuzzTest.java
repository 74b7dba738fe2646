package io.devicegateway.wosi;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Arbitrary bytes never break the framing or the codec: they are read, counted, or refused as malformed.
 *
 * <p>In an ordinary run only the inputs in {@code src/test/resources/io/devicegateway/wosi/WosiFuzzTestInputs} are tried.
 * With {@code JAZZER_FUZZ=1} in the environment new ones are looked for, guided by coverage, one method in a run:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn -pl protocol-wosi-binary -am test -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dtest=WosiFuzzTest#streamsAreCutWithoutFault
 * </pre>
 */
class WosiFuzzTest {
    private final WosiFraming framing = new WosiFraming(WosiSettings.Wire.DEFAULT);
    private final WosiCodec lenient = new WosiCodec(WosiSettings.Wire.DEFAULT);
    private final WosiCodec strict = new WosiCodec(WosiSettings.Wire.DEFAULT.withStrict(true));

    /** Every cut makes progress, stays inside the buffer and leaves it as it is; every frame is read or malformed. */
    @FuzzTest(maxDuration = "30s")
    void streamsAreCutWithoutFault(byte[] bytes) {
        int start = 0;
        while (start < bytes.length) {
            ByteBuffer rest =
                    ByteBuffer.wrap(bytes, start, bytes.length - start).asReadOnlyBuffer();
            Framing.Cut cut;
            try {
                cut = framing.next(rest);
                if (cut instanceof Framing.Cut.More) {
                    cut = framing.onQuiet(rest);
                }
            } catch (MalformedFrame lost) {
                return;
            }
            if (rest.position() != start || rest.limit() != bytes.length) {
                throw new AssertionError("the framing moved the buffer");
            }
            int length = switch (cut) {
                case Framing.Cut.More more -> throw new AssertionError("nothing more comes, and it waits");
                case Framing.Cut.Skip skip -> skip.length();
                case Framing.Cut.Frame frame -> frame.length();
            };
            if (length < 1 || length > bytes.length - start || length > Math.max(framing.maxFrame(), bytes.length)) {
                throw new AssertionError("a cut of " + length + " bytes from " + (bytes.length - start));
            }
            if (cut instanceof Framing.Cut.Frame) {
                read(Arrays.copyOfRange(bytes, start, start + length));
            }
            start += length;
        }
    }

    /** A frame is read or malformed, in both directions; strict accepts nothing that lenient does not read the same way. */
    @FuzzTest(maxDuration = "30s")
    void framesAreReadOrMalformed(byte[] frame) {
        read(frame);
    }

    private void read(byte[] frame) {
        byte[] before = frame.clone();
        WosiMessage message = decoded(lenient, frame, new Explained());
        WosiMessage again = decoded(lenient, frame, DecodeListener.NONE);
        same(message, again, "explaining changes what is read");
        WosiMessage checked = decoded(strict, frame, DecodeListener.NONE);
        if (checked != null) {
            same(message, checked, "strict reads something else");
        }
        downlink(frame);
        if (!Arrays.equals(frame, before)) {
            throw new AssertionError("the codec changed the frame");
        }
        if (checked instanceof WosiUplink uplink && isComplete(uplink)) {
            // What is read strictly can be written, and reads back the same.
            same(
                    uplink,
                    decoded(strict, WosiUplinkEncoder.encode(uplink, 0x11223344), new Explained()),
                    "a round trip");
        }
    }

    /** Whether the message holds all that its frame did. */
    private static boolean isComplete(WosiUplink message) {
        return switch (message) {
            case WosiUplink.VolumeReply volume -> volume.level() != null;
            case WosiUplink.InventoryReply inventory -> inventory.whole();
            default -> true;
        };
    }

    private void downlink(byte[] frame) {
        try {
            lenient.decodeDownlink(frame, new Explained());
        } catch (MalformedFrame expected) {
            if (expected.kind().isEmpty()
                    || String.valueOf(expected.getMessage()).isEmpty()) {
                throw new AssertionError("a malformed frame without a reason", expected);
            }
        }
    }

    private static WosiMessage decoded(WosiCodec codec, byte[] frame, DecodeListener listener) {
        try {
            return codec.decode(frame, listener);
        } catch (MalformedFrame expected) {
            return null;
        }
    }

    /** Frames are compared by their bytes. */
    private static void same(WosiMessage first, WosiMessage second, String what) {
        boolean equal = switch (first) {
            case null -> second == null;
            case WosiMessage.Heartbeat beat ->
                second instanceof WosiMessage.Heartbeat other && Arrays.equals(beat.frame(), other.frame());
            case WosiUplink.Unknown unknown ->
                second instanceof WosiUplink.Unknown other && Arrays.equals(unknown.frame(), other.frame());
            default -> first.equals(second);
        };
        if (!equal) {
            throw new AssertionError(what + ": " + first + " and " + second);
        }
    }
}
