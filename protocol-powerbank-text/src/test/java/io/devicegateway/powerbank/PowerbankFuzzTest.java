package io.devicegateway.powerbank;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.ProtocolSession;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Any bytes: through framing, codec and session, without anything but {@link MalformedFrame} coming out, and explained as they
 * are read. Replays its collected inputs unless {@code JAZZER_FUZZ} is set to 1.
 */
class PowerbankFuzzTest {
    private static final int LONGEST = 4096;

    private final PowerbankProtocol protocol = new PowerbankProtocol(PowerbankSettings.DEFAULT);

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreCutReadAndAnswered(byte[] bytes) {
        ProtocolSession<PowerbankMessage> session = protocol.open("fuzz");
        byte[] rest = bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
        while (rest.length > 0) {
            ByteBuffer window = ByteBuffer.wrap(
                    rest, 0, Math.min(rest.length, protocol.framing().maxFrame()));
            Framing.Cut cut;
            try {
                cut = protocol.framing().next(window);
            } catch (MalformedFrame e) {
                throw new AssertionError("a stream is never given up", e);
            }
            int taken = switch (cut) {
                case Framing.Cut.More more -> rest.length;
                case Framing.Cut.Skip skip -> skip.length();
                case Framing.Cut.Frame frame -> {
                    read(session, Arrays.copyOf(rest, frame.length()));
                    yield frame.length();
                }
            };
            if (taken < 1 || taken > rest.length) {
                throw new AssertionError("a cut of " + taken + " from " + rest.length);
            }
            rest = Arrays.copyOfRange(rest, taken, rest.length);
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyFrameIsReadTheSameWhetherExplainedOrNot(byte[] bytes) {
        Explained explained = new Explained();
        String first = outcome(bytes, DecodeListener.NONE);
        String second = outcome(bytes, explained);
        if (!first.equals(second)) {
            throw new AssertionError(first + " but explained " + second);
        }
        for (Explained.Field field : explained.fields()) {
            if (field.offset() < 0 || field.length() < 0 || field.offset() + field.length() > bytes.length) {
                throw new AssertionError("a field outside the frame: " + field);
            }
        }
    }

    private String outcome(byte[] bytes, DecodeListener listener) {
        StringBuilder outcome = new StringBuilder();
        try {
            outcome.append(protocol.codec().decode(bytes, listener));
        } catch (MalformedFrame e) {
            outcome.append(e.kind()).append(e.getMessage());
        }
        try {
            PowerbankMessage message = protocol.codec().decodeDownlink(bytes, DecodeListener.NONE);
            outcome.append(message);
            if (!(message instanceof PowerbankDownlink.Unknown)) {
                outcome.append(Vectors.text(protocol.codec().encode(message)));
            }
        } catch (MalformedFrame e) {
            outcome.append(e.kind()).append(e.getMessage());
        }
        return outcome.toString();
    }

    private void read(ProtocolSession<PowerbankMessage> session, byte[] frame) {
        try {
            var unused = session.onMessage(protocol.codec().decode(frame, DecodeListener.NONE));
        } catch (MalformedFrame e) {
            // As it should be.
        }
    }
}
