package io.devicegateway.chargepile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;

/**
 * Any bytes: read, explained and written again, without anything but {@link MalformedFrame} coming out. Replays its collected
 * inputs unless {@code JAZZER_FUZZ} is set to 1.
 */
class ChargepileFuzzTest {
    private final ChargepileCodec codec = new ChargepileCodec(ChargepileSettings.DEFAULT);

    @FuzzTest(maxDuration = "30s")
    void anyBytesAreReadTheSameWhetherExplainedOrNot(byte[] bytes) {
        Explained explained = new Explained();
        String first = outcome(bytes, DecodeListener.NONE);
        String second = outcome(bytes, explained);
        if (!first.equals(second)) {
            throw new AssertionError(first + " but explained " + second);
        }
        for (Explained.Field field : explained.fields()) {
            if (field.offset() < 0 || field.length() < 0 || field.offset() + field.length() > bytes.length) {
                throw new AssertionError("a field outside the line: " + field);
            }
        }
    }

    @FuzzTest(maxDuration = "30s")
    void whatCanBeWrittenIsReadAsItWas(byte[] bytes) {
        ChargepileMessage message;
        byte[] line;
        try {
            message = codec.decode(bytes, DecodeListener.NONE);
            line = codec.encode(message);
        } catch (MalformedFrame | IllegalArgumentException e) {
            return; // As it should be.
        }
        try {
            ChargepileMessage again = codec.decode(line, DecodeListener.NONE);
            if (!again.command().equals(message.command())
                    || !again.header().sentAt().equals(message.header().sentAt())) {
                throw new AssertionError(message + " was written and read as " + again);
            }
        } catch (MalformedFrame e) {
            throw new AssertionError("what was written cannot be read", e);
        }
    }

    private String outcome(byte[] bytes, DecodeListener listener) {
        try {
            return codec.decode(bytes, listener).toString();
        } catch (MalformedFrame e) {
            return e.kind() + e.getMessage();
        }
    }
}
