package io.devicegateway.wosi.benchmark;

import io.devicegateway.api.Admission;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Decision;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.wosi.WosiCodec;
import io.devicegateway.wosi.WosiDownlink;
import io.devicegateway.wosi.WosiMessage;
import io.devicegateway.wosi.WosiProtocol;
import io.devicegateway.wosi.WosiSettings;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds a frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WosiBenchmark {
    private final WosiProtocol protocol = new WosiProtocol(WosiSettings.DEFAULT);
    private final WosiCodec codec = new WosiCodec(WosiSettings.DEFAULT.wire());
    private final Framing framing = protocol.framing();
    private final ProtocolSession<WosiMessage> session = protocol.open("198.51.100.7:40000");

    private final byte[] heartbeat = bytes("000761010011223344");
    private final byte[] returned = bytes("00106601411122334401524c31417c000052");
    private final byte[] login = bytes("0020600180112233445566778802330011524c314130333137313230303030313500");
    private final byte[] inventory = inventory();
    private final ByteBuffer stream = ByteBuffer.wrap(returned);
    private final WosiMessage answer = new WosiDownlink.ReturnAnswer(0x11223344, 1, 1);

    /** Logs the session's cabinet in. */
    @Setup
    public void logIn() throws MalformedFrame {
        var unused = decided(session.onMessage(codec.decode(login, DecodeListener.NONE)), new Admission.Admitted());
    }

    /** A frame is found in the stream. */
    @Benchmark
    public Framing.Cut cutReturn() throws MalformedFrame {
        return framing.next(stream);
    }

    /** The frame of which there are the most. */
    @Benchmark
    public WosiMessage decodeHeartbeat() throws MalformedFrame {
        return codec.decode(heartbeat, DecodeListener.NONE);
    }

    /** The frame that matters most. */
    @Benchmark
    public WosiMessage decodeReturn() throws MalformedFrame {
        return codec.decode(returned, DecodeListener.NONE);
    }

    /** The longest frame, 48 banks. */
    @Benchmark
    public WosiMessage decodeInventory() throws MalformedFrame {
        return codec.decode(inventory, DecodeListener.NONE);
    }

    /** What a return gets. */
    @Benchmark
    public byte[] encodeReturnAnswer() {
        return codec.encode(answer);
    }

    /** From the frame to the echo's bytes, without the core. */
    @Benchmark
    public byte[] heartbeatToEcho() throws MalformedFrame {
        List<Effect<WosiMessage>> effects = session.onMessage(codec.decode(heartbeat, DecodeListener.NONE));
        return codec.encode(((Effect.Send<WosiMessage>) effects.get(0)).message());
    }

    /** From the frame to the answer's bytes, with an authority that knows at once, without the core. */
    @Benchmark
    public byte[] returnToAnswer() throws MalformedFrame {
        List<Effect<WosiMessage>> effects = session.onMessage(codec.decode(returned, DecodeListener.NONE));
        List<Effect<WosiMessage>> then =
                decided(((Effect.Once<WosiMessage>) effects.get(0)).effects(), ReturnVerdict.ACCEPTED);
        return codec.encode(((Effect.Send<WosiMessage>) then.get(1)).message());
    }

    @SuppressWarnings("unchecked")
    private static <A> List<Effect<WosiMessage>> decided(List<Effect<WosiMessage>> effects, A answer) {
        return ((Effect.Consult<WosiMessage, A>) effects.get(0))
                .then()
                .apply(new Decision<>(answer, DecidedBy.AUTHORITY));
    }

    private static byte[] inventory() {
        StringBuilder hex = new StringBuilder("01e864010011223344" + "30");
        for (int slot = 1; slot <= 48; slot++) {
            hex.append(String.format("%02x%s%02x%02x", slot, "57534241310000", slot, slot % 5));
        }
        return bytes(hex.toString());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
