package io.devicegateway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.app.cli.CliRunner.Outcome;
import io.devicegateway.app.protocols.Protocols;
import io.devicegateway.brokers.testing.AmqpBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The daemon as an operator configures it, beside a real broker. */
@Timeout(180)
final class ChargepileDaemonTest {
    private static final Path VECTORS = Path.of("../protocol-chargepile-mq/src/test/resources/chargepile-vectors.json");
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final AmqpBroker broker = AmqpBroker.shared();

    @TempDir
    private Path data;

    @Test
    void whatAVirtualPlatformPublishesIsShownAsEvents() throws Exception {
        try (DaemonFixture daemon = DaemonFixture.command(data, arguments(broker.uri()))) {
            await().atMost(WITHIN)
                    .untilAsserted(() ->
                            assertThat(health(daemon)).contains("{\"name\":\"broker chargepile\",\"status\":\"ok\""));
            Outcome simulated = new CliRunner()
                    .with(Protocols.builtIn())
                    .run(
                            "simulate",
                            "chargepile",
                            "--broker",
                            broker.uri().toString(),
                            "--customers",
                            "5ms",
                            "--fault",
                            "duplicate:0.2",
                            "--fault",
                            "cut-line:0.2",
                            "--duration",
                            "3s",
                            "--quiet");
            assertThat(simulated.exitCode())
                    .as(simulated.out() + simulated.err())
                    .isZero();
            assertThat(simulated.out()).contains("thought of as executable").contains("thought of as malformed");

            await().atMost(WITHIN).untilAsserted(() -> {
                Outcome events = daemon.cli("events", "--lang", "zh", "--limit", "500");
                assertThat(events.out()).contains("启动充电").contains("平台心跳").contains("无法解析的报文");
                assertThat(events.out()).contains("DUPLICATE").contains("EXECUTABLE");
                assertThat(events.out()).doesNotContain("ftppass");
            });
            assertThat(daemon.cli("devices").out()).contains("chargepile:platform");
            assertThat(daemon.stop().exitCode()).isZero();
        }
    }

    @Test
    void aBrokerThatIsNotThereIsDegradedWithItsCause() throws Exception {
        URI nobody = URI.create("amqp://guest:s3cret@127.0.0.1:1/%2F");
        try (DaemonFixture daemon = DaemonFixture.command(data, arguments(nobody))) {
            await().atMost(WITHIN)
                    .untilAsserted(() -> assertThat(health(daemon))
                            .contains("nobody listens at the broker's address")
                            .doesNotContain("s3cret"));
        }
    }

    @Test
    void eachVectorIsExplained() throws IOException {
        JsonNode vectors =
                JsonMapper.shared().readTree(Files.readString(VECTORS)).path("vectors");
        assertThat(vectors.size()).isEqualTo(28);
        for (JsonNode vector : vectors) {
            Outcome outcome = new CliRunner()
                    .with(Protocols.builtIn())
                    .run("decode", "chargepile-mq", vector.path("wire").stringValue(), "--lang", "zh");
            assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
            assertThat(outcome.out()).contains("桩号");
        }
        Outcome broken = new CliRunner()
                .with(Protocols.builtIn())
                .run("decode", "chargepile", "192.168.1.1,API:2.0.2,108,1523232000000,33");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.out()).contains("short-line").contains("field 6, Gun, is missing");
    }

    /** The names of the document, which is what the virtual platform publishes to. */
    private String[] arguments(URI address) {
        List<String> arguments = new ArrayList<>(List.of("run", "--data", data.toString()));
        List.of(
                        "http.port=0",
                        "http.probes=open",
                        "wosi.enabled=false",
                        "powerbank.enabled=false",
                        "pressure.enabled=false",
                        "logging.level=warn",
                        "chargepile.enabled=true",
                        "chargepile.autoCreate=true",
                        "chargepile.broker=" + address)
                .forEach(setting -> {
                    arguments.add("--set");
                    arguments.add(setting);
                });
        return arguments.toArray(String[]::new);
    }

    private static String health(DaemonFixture daemon) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(daemon.http().resolve("/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
