package io.devicegateway.brokers.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Which broker is taken, and that it is said. */
final class BrokerSearchTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void takesTheFirstThatThereIsAndSaysWhyNotTheOthers() throws Exception {
        try (MqttAnswer server = new MqttAnswer()) {
            BrokerSearch.Found found = search(Map.of())
                    .add(BrokerSource.EMBEDDED, server::asBroker)
                    .add(BrokerSource.INSTALLED, server::asBroker)
                    .add(BrokerSource.DOCKER, () -> {
                        throw new Unavailable("no engine");
                    })
                    .find();
            assertThat(found.source()).isEqualTo(BrokerSource.INSTALLED);
            assertThat(said())
                    .isEqualTo("test broker: MQTT is FAKE at 127.0.0.1:" + server.port()
                            + " (installed on this machine, started privately); not docker: no engine\n");
        }
    }

    @Test
    void embeddedOneIsAFailureWhereRealOnesAreRequired() throws Exception {
        try (MqttAnswer server = new MqttAnswer()) {
            BrokerSearch search = search(Map.of("GATEWAY_TEST_REQUIRE_REAL_BROKERS", "true"))
                    .add(BrokerSource.INSTALLED, () -> {
                        throw new Unavailable("mosquitto is not installed");
                    })
                    .add(BrokerSource.EMBEDDED, server::asBroker);
            assertThatThrownBy(search::find)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("embedded MQTT broker")
                    .hasMessageContaining("not installed: mosquitto is not installed");
        }
    }

    @Test
    void embeddedOneIsTakenAndNamedSuchWhereNothingIsRequired() throws Exception {
        try (MqttAnswer server = new MqttAnswer()) {
            assertThat(search(Map.of())
                            .add(BrokerSource.EMBEDDED, server::asBroker)
                            .find()
                            .source()
                            .real())
                    .isFalse();
            assertThat(said()).contains("EMBEDDED, not a real one");
        }
    }

    @Test
    void oneSourceAloneCanBeAskedFor() throws Exception {
        try (MqttAnswer server = new MqttAnswer()) {
            BrokerSearch search = search(Map.of("GATEWAY_TEST_BROKERS", "docker"))
                    .add(BrokerSource.INSTALLED, server::asBroker)
                    .add(BrokerSource.DOCKER, () -> {
                        throw new Unavailable("no engine");
                    });
            assertThatThrownBy(search::find)
                    .isInstanceOf(TestAbortedException.class)
                    .hasMessageContaining("no MQTT broker for this test")
                    .hasMessageContaining("not docker: no engine")
                    .hasMessageContaining("apt-get install mosquitto rabbitmq-server");
        }
    }

    @Test
    void noBrokerAtAllIsAFailureWhereRealOnesAreRequired() {
        BrokerSearch search = search(Map.of("GATEWAY_TEST_REQUIRE_REAL_BROKERS", "true"))
                .add(BrokerSource.INSTALLED, () -> {
                    throw new Unavailable("mosquitto is not installed");
                });
        assertThatThrownBy(search::find)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not installed: mosquitto is not installed");
    }

    @Test
    void addressOfTheEnvironmentIsTakenAndMustAnswer() throws Exception {
        int port;
        try (MqttAnswer server = new MqttAnswer()) {
            port = server.port();
            BrokerControl broker = MqttBroker.addressed(Map.of("GATEWAY_TEST_MQTT", "127.0.0.1:" + port));
            assertThat(broker.host()).isEqualTo("127.0.0.1");
            assertThat(broker.port()).isEqualTo(port);
        }
        assertThatThrownBy(() -> MqttBroker.addressed(Map.of("GATEWAY_TEST_MQTT", "127.0.0.1:" + port)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("GATEWAY_TEST_MQTT");
    }

    @Test
    void addressThatIsNoneIsRefused() {
        assertThatThrownBy(() -> MqttBroker.addressed(Map.of("GATEWAY_TEST_MQTT", "somewhere")))
                .hasMessageContaining("host:port");
        assertThatThrownBy(() -> AmqpBroker.addressed(Map.of("GATEWAY_TEST_AMQP", "http://localhost")))
                .hasMessageContaining("amqp://user:password@host:port/vhost");
        assertThatThrownBy(() -> AmqpBroker.addressed(Map.of())).isInstanceOf(Unavailable.class);
    }

    private BrokerSearch search(Map<String, String> environment) {
        return new BrokerSearch("MQTT", environment, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    /** Answers any connection with the first bytes of a CONNACK. */
    private static final class MqttAnswer implements AutoCloseable {
        private final ServerSocket listener;
        private final Thread server;

        MqttAnswer() throws IOException {
            listener = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
            server = Thread.ofVirtual().start(() -> {
                while (true) {
                    try (Socket client = listener.accept()) {
                        client.getInputStream().read();
                        client.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        int port() {
            return listener.getLocalPort();
        }

        BrokerControl asBroker() {
            return new AddressedBroker("FAKE", "127.0.0.1", port(), ReadyProbe.MQTT);
        }

        @Override
        public void close() throws IOException, InterruptedException {
            listener.close();
            server.join(); // until then the port is open
        }
    }
}
