package io.devicegateway.pressure;

import io.devicegateway.api.PressureSamples.Conversion;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.transcript.TranscriptRunner;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The transcripts of this protocol, each replayed whole, byte by byte, glued, and with the journal held. */
class PressureTranscriptsTest {
    @TestFactory
    Stream<DynamicTest> transcripts() throws URISyntaxException {
        URL folder = Objects.requireNonNull(PressureTranscriptsTest.class.getResource("/transcripts"));
        return TranscriptRunner.tests(Path.of(folder.toURI()), PressureTranscriptsTest::protocol);
    }

    private static StreamProtocol<?> protocol(Map<String, String> given, Clock clock) {
        Map<String, String> options = new HashMap<>(given);
        PressureSettings settings = PressureSettings.DEFAULT.with(wire(options)).with(reports(options));
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("unknown options: " + options.keySet());
        }
        return new PressureProtocol(settings, clock);
    }

    private static PressureSettings.Wire wire(Map<String, String> options) {
        PressureSettings.Wire usual = PressureSettings.Wire.DEFAULT;
        return new PressureSettings.Wire(
                usual.maxFrame(),
                usual.partialTimeout(),
                PressureSettings.Suffix.valueOf(take(options, "suffix", "NONE")),
                Boolean.parseBoolean(take(options, "mirrorPacknum", "true")),
                PressureSettings.TimestampType.valueOf(take(options, "timestampType", "TEXT")),
                Duration.parse("PT" + take(options, "timestampOffset", "0s")),
                Boolean.parseBoolean(take(options, "infoWithImei", "false")));
    }

    private static PressureSettings.Reports reports(Map<String, String> options) {
        PressureSettings.Reports usual = PressureSettings.Reports.DEFAULT;
        String offset = options.remove("conversion");
        return new PressureSettings.Reports(
                usual.expectedSamples(),
                usual.dedup(),
                usual.remembered(),
                ZoneId.of(take(options, "deviceZone", "Asia/Shanghai")),
                usual.requestedWithin(),
                offset == null
                        ? null
                        : new Conversion(Integer.parseInt(offset), new BigDecimal("0.5"), Duration.ofMillis(20)));
    }

    private static String take(Map<String, String> options, String name, String usual) {
        String given = options.remove(name);
        return given == null ? usual : given;
    }
}
