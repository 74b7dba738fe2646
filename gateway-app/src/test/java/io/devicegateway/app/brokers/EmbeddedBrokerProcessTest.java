package io.devicegateway.app.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.devicegateway.app.brokers.EmbeddedBrokerProcess.State;
import io.devicegateway.brokers.testing.FreePort;
import io.devicegateway.brokers.testing.ReadyProbe;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The embedded brokers as the gateway runs them, in the process that they really are. */
@Timeout(600)
final class EmbeddedBrokerProcessTest {
    private static final Path BUILT = Path.of("brokers/target").toAbsolutePath();
    private static final String CLASS_PATH =
            BUILT.resolve("classes") + File.pathSeparator + BUILT.resolve("embedded") + "/*";
    private static final String HOST = "127.0.0.1";

    @TempDir
    Path data;

    @Test
    void servesBothProtocolsAndIsGoneAfterwards() throws Exception {
        int mqtt = FreePort.next();
        int amqp = FreePort.next();
        long pid;
        try (EmbeddedBrokerProcess brokers =
                EmbeddedBrokerProcess.start(options(OptionalInt.of(mqtt), OptionalInt.of(amqp)))) {
            assertThat(answers(ReadyProbe.MQTT, mqtt)).isTrue();
            assertThat(answers(ReadyProbe.AMQP, amqp)).isTrue();
            assertThat(brokers.status().state()).isEqualTo(State.READY);
            assertThat(brokers.notice().en())
                    .contains("EMBEDDED", "MQTT at 127.0.0.1:" + mqtt, "AMQP at 127.0.0.1:" + amqp);
            assertThat(brokers.notice().zh()).contains("内置", "MQTT at 127.0.0.1:" + mqtt);
            pid = brokers.pid().orElseThrow();
            brokers.close();
            assertThat(brokers.status().state()).isEqualTo(State.STOPPED);
            assertThat(brokers.pid()).isEmpty();
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(data.resolve("log/brokers.log")).exists();
    }

    @Test
    void startsAgainWhatWasKilled() throws Exception {
        int mqtt = FreePort.next();
        try (EmbeddedBrokerProcess brokers =
                EmbeddedBrokerProcess.start(options(OptionalInt.of(mqtt), OptionalInt.empty()))) {
            long first = brokers.pid().orElseThrow();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(90))
                    .until(() ->
                            brokers.status().restarts() == 1 && brokers.status().state() == State.READY);
            assertThat(brokers.pid().orElseThrow()).isNotEqualTo(first);
            assertThat(brokers.status().reason()).contains("exit code 137");
            assertThat(answers(ReadyProbe.MQTT, mqtt)).isTrue();
        }
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            EmbeddedBrokerOptions options = options(OptionalInt.of(taken.getLocalPort()), OptionalInt.empty());
            assertThatThrownBy(() -> EmbeddedBrokerProcess.start(options))
                    .isInstanceOf(EmbeddedBrokerRefused.class)
                    .hasMessageContaining("--mqtt 127.0.0.1:" + taken.getLocalPort() + ": the port cannot be taken");
        }
    }

    @Test
    void doesNotWaitForEver() {
        EmbeddedBrokerOptions patient = options(OptionalInt.of(FreePort.next()), OptionalInt.empty());
        EmbeddedBrokerOptions options = new EmbeddedBrokerOptions(
                patient.classPath(), data, patient.mqttPort(), patient.amqpPort(), Duration.ofMillis(20));
        assertThatThrownBy(() -> EmbeddedBrokerProcess.start(options))
                .isInstanceOf(EmbeddedBrokerRefused.class)
                .hasMessageContaining("did not become ready");
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(ProcessHandle::isAlive)
                        .filter(child -> child.info().commandLine().orElse("").contains(data.toString())))
                .isEmpty();
    }

    @Test
    void folderThatIsMissingIsNamedWithTheWaysOut() throws Exception {
        Files.createDirectories(data.resolve("brokers"));
        assertThatThrownBy(() -> EmbeddedBrokerOptions.installed(data, data, OptionalInt.of(1883), OptionalInt.empty()))
                .isInstanceOfSatisfying(EmbeddedBrokerRefused.class, refused -> {
                    assertThat(refused)
                            .hasMessageContaining("MQTT")
                            .hasMessageContaining(data.resolve("brokers").toString());
                    assertThat(refused.fix()).contains("vending.broker", "device-gateway-brokers-VERSION.tar.gz");
                });
        Files.createFile(data.resolve("brokers/some.jar"));
        assertThat(EmbeddedBrokerOptions.installed(data, data, OptionalInt.of(1883), OptionalInt.empty())
                        .classPath())
                .isEqualTo(data.resolve("brokers") + "/*");
    }

    private static boolean answers(ReadyProbe probe, int port) {
        return probe.await(HOST, port, Duration.ofSeconds(60), () -> true);
    }

    private EmbeddedBrokerOptions options(OptionalInt mqtt, OptionalInt amqp) {
        return new EmbeddedBrokerOptions(CLASS_PATH, data, mqtt, amqp, Duration.ofMinutes(5));
    }
}
