package io.devicegateway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.cli.CliRunner.Outcome;
import io.devicegateway.app.protocols.Protocols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each sample that documents 001 and 003 print, as a person would paste it, with its typographic defects. */
final class DocumentSamplesDecodeTest {
    private static final Path PRESSURE = Path.of("../protocol-pressure-json/src/test/resources/pressure-vectors.json");
    private static final Path POWERBANK =
            Path.of("../protocol-powerbank-text/src/test/resources/powerbank-text-vectors.json");

    @TempDir
    Path folder;

    record Sample(String name, String direction, String wire, boolean defective) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sample> pressure() throws IOException {
        return samples(PRESSURE, "seed-sample");
    }

    static Stream<Sample> powerbank() throws IOException {
        return samples(POWERBANK, "document-sample");
    }

    private static Stream<Sample> samples(Path file, String source) throws IOException {
        JsonNode vectors = JsonMapper.shared().readTree(Files.readString(file)).path("vectors");
        return vectors.valueStream()
                .filter(vector -> vector.path("source").stringValue("").equals(source))
                .map(vector -> new Sample(
                        vector.path("name").stringValue(),
                        vector.path("direction").stringValue(),
                        vector.path("wire").stringValue(),
                        !vector.path("defect").isNull()));
    }

    @ParameterizedTest
    @MethodSource("pressure")
    void explainsEachBlockOfDocument001(Sample sample) throws IOException {
        Outcome outcome = decode("pressure-json", sample, "en");
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("cmd").doesNotContain("(not read)");
        if (sample.defective()) {
            assertThat(outcome.out()).contains("! ");
        }
        assertThat(decode("pressure-json", sample, "zh").out()).contains("偏移");
    }

    @ParameterizedTest
    @MethodSource("powerbank")
    void explainsEachTemplateOfDocument003(Sample sample) throws IOException {
        Outcome outcome = decode("powerbank-text", sample, "en");
        // Placeholders stand for IMEI and check, so that it is read, and said to be no IMEI and no check.
        assertThat(outcome.out()).contains("Command word", "IMEI", "! ");
        assertThat(decode("powerbank-text", sample, "zh").out()).contains("命令字");
    }

    private Outcome decode(String protocol, Sample sample, String language) throws IOException {
        Path file = Files.writeString(folder.resolve("sample"), sample.wire());
        String from = sample.direction().equals("uplink") ? "device" : "server";
        return new CliRunner()
                .with(Protocols.builtIn())
                .run("decode", protocol, "--from", from, "--lang", language, "--file", file.toString());
    }
}
