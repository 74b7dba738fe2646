package io.devicegateway.pressure.benchmark;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.PressureSamples;
import io.devicegateway.journal.EventJson;
import io.devicegateway.pressure.JsonText;
import io.devicegateway.pressure.PressureCodec;
import io.devicegateway.pressure.PressureDownlink;
import io.devicegateway.pressure.PressureFraming;
import io.devicegateway.pressure.PressureSettings;
import io.devicegateway.pressure.PressureUplink;
import io.devicegateway.pressure.PressureUplinkEncoder;
import io.devicegateway.pressure.SyntheticSamples;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a push_msg costs on its way: framing, reading, the acknowledgement, and its event as JSON; beside Jackson's streaming
 * parser with the samples in an {@code int[]}, too. Run with
 *
 * <pre>
 * mvn -pl protocol-pressure-json -am test-compile
 * mvn -pl protocol-pressure-json exec:exec -Dexec.executable=java -Dexec.classpathScope=test \
 *     -Dexec.args="-cp %classpath io.devicegateway.pressure.benchmark.PushBenchmark"
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PushBenchmark {
    /** Channels in a push: a group of three is about 1 KB. */
    @Param({"3", "9"})
    public int channels;

    private final PressureCodec codec = new PressureCodec(PressureSettings.DEFAULT);
    private final PressureFraming framing = new PressureFraming(PressureSettings.Wire.DEFAULT);
    private final JsonFactory jackson = new JsonFactory();
    private final EventJson json = new EventJson();
    private byte[] frame = {};
    private byte[] stored = {};
    private PressureSamples event;
    private final PressureDownlink ack = new PressureDownlink.PushMsgAck(new JsonText("4711", true));

    /** Makes the message. */
    @Setup
    public void make() {
        List<PressureSamples.Channel> list = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            list.add(new PressureSamples.Channel(i, SyntheticSamples.of(1, 4711, i, 50)));
        }
        LocalDateTime time = LocalDateTime.of(2024, 7, 16, 8, 0, 1);
        BigDecimal temperature = new BigDecimal("25.5");
        BigDecimal humidity = new BigDecimal("30.3");
        frame = PressureUplinkEncoder.encode(new PressureUplink.PushMsg(
                "865501040783269", new JsonText("4711", true), null, time, list, temperature, humidity, 0));
        event = new PressureSamples(
                new DeviceId("pressure", "865501040783269"),
                "4711",
                null,
                time.atZone(ZoneId.of("Asia/Shanghai")).toInstant(),
                list,
                temperature,
                humidity,
                null,
                false);
        stored = json.write(event);
        System.out.println("frame " + frame.length + " bytes, event " + stored.length + " bytes");
    }

    /** Finds the end of the message. */
    @Benchmark
    public Framing.Cut frame() {
        return framing.next(ByteBuffer.wrap(frame));
    }

    /** Finds the end of a message that comes byte by byte. */
    @Benchmark
    public Framing.Cut frameByteByByte() {
        ByteBuffer view = ByteBuffer.wrap(frame);
        Framing.Cut cut = Framing.Cut.More.MORE;
        for (int limit = 1; limit <= frame.length; limit++) {
            cut = framing.next(view.limit(limit).position(0));
        }
        return cut;
    }

    /** Reads the message. */
    @Benchmark
    public PressureUplink decode() throws MalformedFrame {
        return codec.decode(frame, DecodeListener.NONE);
    }

    /** Reads the message with Jackson's streaming parser. */
    @Benchmark
    public int jacksonStreaming() {
        int read = 0;
        try (JsonParser parser = jackson.createParser(ObjectReadContext.empty(), frame)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.startsWith("data")) {
                    int[] samples =
                            samples(parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
                    read += samples.length;
                } else {
                    read += parser.getString().length();
                }
            }
        }
        return read;
    }

    private static int[] samples(char[] text, int from, int length) {
        int[] samples = new int[50];
        int count = 0;
        int value = 0;
        for (int i = from; i < from + length; i++) {
            if (text[i] == ',') {
                samples[count++] = value;
                value = 0;
            } else {
                value = value << 4 | Character.digit(text[i], 16);
            }
        }
        samples[count] = value;
        return samples;
    }

    /** Writes the acknowledgement. */
    @Benchmark
    public byte[] acknowledge() {
        return codec.encode(ack);
    }

    /** Writes the event as it is journalled. */
    @Benchmark
    public byte[] writeEvent() {
        return json.write(event);
    }

    /** Reads the event as handlers get it. */
    @Benchmark
    public Object readEvent() {
        return json.read(stored);
    }

    /** Runs all of it. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(PushBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
