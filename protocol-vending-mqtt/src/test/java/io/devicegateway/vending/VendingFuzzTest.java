package io.devicegateway.vending;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Arbitrary bytes never break the codec: they are read, counted, or refused as malformed.
 *
 * <p>In an ordinary run only the inputs in {@code src/test/resources/io/devicegateway/vending/VendingFuzzTestInputs} are tried.
 * With {@code JAZZER_FUZZ=1} in the environment new ones are looked for, guided by coverage:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn -pl protocol-vending-mqtt -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest=VendingFuzzTest
 * </pre>
 */
class VendingFuzzTest {
    private final VendingCodec codec = new VendingCodec(VendingSettings.DEFAULT);

    /** A message is read or malformed, in both directions, and the same whether it is explained or not. */
    @FuzzTest(maxDuration = "30s")
    void messagesAreReadOrMalformed(byte[] frame) {
        byte[] before = frame.clone();
        Explained explained = new Explained();
        VendingUplink message = decoded(frame, explained);
        if (!Objects.equals(message, decoded(frame, DecodeListener.NONE))) {
            throw new AssertionError("explaining changes what is read");
        }
        if (message != null
                && !codec.sender(frame)
                        .equals(java.util.Optional.of(message.head().device()))) {
            throw new AssertionError("the sender is another than the message says");
        }
        int end = 0;
        for (Explained.Field field : explained.fields()) {
            if (field.offset() < end || field.offset() + field.length() > frame.length) {
                throw new AssertionError("a field outside of its place: " + field);
            }
            end = field.offset() + field.length();
        }
        try {
            VendingDownlink downlink = codec.decodeDownlink(frame, new Explained());
            if (!(downlink instanceof VendingDownlink.Other)) {
                codec.encode(downlink);
            }
        } catch (MalformedFrame expected) {
            if (expected.kind().isEmpty()
                    || String.valueOf(expected.getMessage()).isEmpty()) {
                throw new AssertionError("a malformed message without a reason", expected);
            }
        }
        if (!Arrays.equals(frame, before)) {
            throw new AssertionError("the codec changed the message");
        }
    }

    private @Nullable VendingUplink decoded(byte[] frame, DecodeListener listener) {
        try {
            return codec.decode(frame, listener);
        } catch (MalformedFrame expected) {
            return null;
        }
    }
}
