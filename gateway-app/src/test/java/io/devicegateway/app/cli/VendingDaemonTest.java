package io.devicegateway.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.app.cli.CliRunner.Outcome;
import io.devicegateway.app.protocols.Protocols;
import io.devicegateway.brokers.testing.MqttBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Vending cabinets through a real broker and the real daemon, with the bytes of document 000. */
final class VendingDaemonTest {
    private static final Path VECTORS = Path.of("../protocol-vending-mqtt/src/test/resources/vending-vectors.json");
    private static final String CABINET = "866710036447339";
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path data;

    @Test
    void aSaleIsWrittenAsTheDocumentPrintsItAndSettledByItsResult() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (MqttBroker broker = MqttBroker.owned();
                DaemonFixture daemon = DaemonFixture.command(data, arguments(broker))) {
            MqttClient cabinet =
                    new MqttClient("tcp://" + broker.host() + ":" + broker.port(), "cabinet", new MemoryPersistence());
            cabinet.connect(new MqttConnectOptions());
            try {
                cabinet.subscribe(
                        "CQAZ/" + CABINET, 1, (topic, message) -> heard.add(new String(message.getPayload(), UTF_8)));
                await().atMost(WITHIN).untilAsserted(() -> {
                    publish(cabinet, "{\"c\":35,\"f\":\"" + CABINET + "\",\"t\":\"CQAZ01\",\"m\":\"1\",\"mi\":1}");
                    assertThat(daemon.cli("devices").out()).contains("vending:" + CABINET, "online");
                });
                CompletableFuture<Outcome> sale = DaemonFixture.onThreadOfItsOwn(() -> daemon.cli(
                        "send", "vending:" + CABINET, "VendItem", "lane=1", "order=12843893", "--deadline", "30s"));
                Pattern vend = Pattern.compile(
                        "\\{\"c\":22,\"f\":\"CQAZ01\",\"t\":\"" + CABINET + "\",\"m\":\"1&12843893\",\"mi\":(\\d+)}");
                await().atMost(WITHIN).until(() -> heard.stream().anyMatch(vend.asMatchPredicate()));
                Matcher written = vend.matcher(heard.stream()
                        .filter(vend.asMatchPredicate())
                        .findFirst()
                        .orElseThrow());
                assertThat(written.matches()).isTrue();
                publish(
                        cabinet,
                        "{\"c\": 23,\"f\": \"" + CABINET + "\",\"t\": \" CQAZ01\",\"m\": \"1&12843893&0&0\",\"mi\": "
                                + written.group(1) + "}");
                Outcome outcome = sale.get(WITHIN.toSeconds(), TimeUnit.SECONDS);
                assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
                assertThat(outcome.out()).startsWith("Done: VendResult(");
                assertThat(daemon.cli("events", "--type", "VendResult").out()).contains("12843893");
                Outcome again = daemon.cli("send", "vending:" + CABINET, "VendItem", "lane=1", "order=12843893");
                assertThat(again.out()).as("what became of the first sale").startsWith("Done: VendResult(");
                assertThat(heard.stream().filter(vend.asMatchPredicate()))
                        .as("an order number is written once")
                        .hasSize(1);
            } finally {
                cabinet.disconnectForcibly(0, 100);
                cabinet.close(true);
            }
        }
    }

    @Test
    void eachSampleOfTheDocumentIsExplained() throws IOException {
        JsonNode vectors =
                JsonMapper.shared().readTree(Files.readString(VECTORS)).path("vectors");
        assertThat(vectors.isEmpty()).isFalse();
        for (JsonNode vector : vectors) {
            String from = vector.path("direction").asString("").equals("downlink") ? "server" : "device";
            Outcome outcome = new CliRunner()
                    .with(Protocols.builtIn())
                    .run(
                            "decode",
                            "vending-mqtt",
                            "--from",
                            from,
                            vector.path("wire").stringValue());
            assertThat(outcome.out()).as(outcome.err()).contains("offset");
        }
    }

    private static void publish(MqttClient client, String message) throws Exception {
        client.publish("CQAZ/CQAZ01", message.getBytes(UTF_8), 1, false);
    }

    private String[] arguments(MqttBroker broker) {
        return new String[] {
            "run",
            "--data",
            data.toString(),
            "--set",
            "http.port=0",
            "--set",
            "wosi.enabled=false",
            "--set",
            "powerbank.enabled=false",
            "--set",
            "pressure.enabled=false",
            "--set",
            "chargepile.enabled=false",
            "--set",
            "logging.level=warn",
            "--set",
            "vending.broker=tcp://" + broker.host() + ":" + broker.port()
        };
    }
}
