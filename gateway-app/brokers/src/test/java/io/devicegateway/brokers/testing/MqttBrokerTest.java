package io.devicegateway.brokers.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The MQTT side of the fixture, on whatever broker there is here. */
@Timeout(120)
final class MqttBrokerTest {
    private static final int QOS = 1;

    @Test
    void sharedOneCarriesMessagesAndIsTheSameForAll() throws Exception {
        MqttBroker broker = MqttBroker.shared();
        assertThat(MqttBroker.shared()).isSameAs(broker);
        String topic = broker.uniqueName("topic");
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        try (MqttClient client = connect(broker, broker.uniqueName("c"), true)) {
            client.subscribe(topic, QOS, (name, message) -> received.add(text(message.getPayload())));
            client.publish(topic, bytes("one"), QOS, false);
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
            client.disconnect();
        }
    }

    @Test
    void sharedOneCannotBeStopped() {
        MqttBroker broker = MqttBroker.shared();
        assertThatThrownBy(broker::kill)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("owned()");
        broker.close();
        assertThat(ReadyProbe.MQTT.await(broker.host(), broker.port(), Duration.ofSeconds(30), () -> true))
                .isTrue();
    }

    @Test
    void ownedOneKeepsAMessageForAnAbsentClientOverARestart() throws Exception {
        try (MqttBroker broker = MqttBroker.owned()) {
            int port = broker.port();
            try (MqttClient absent = connect(broker, "absent", false)) {
                absent.subscribe("kept", QOS);
                absent.disconnect();
            }
            try (MqttClient sender = connect(broker, "sender", true)) {
                sender.publish("kept", bytes("kept message"), QOS, false);
                sender.disconnect();
            }
            broker.restart();
            assertThat(broker.port()).isEqualTo(port);
            BlockingQueue<String> received = new LinkedBlockingQueue<>();
            try (MqttClient client = new MqttClient(broker.uri(), "absent", new MemoryPersistence())) {
                client.setCallback(new Received(received));
                client.connect(options(false));
                assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("kept message");
                client.disconnect();
            }
        }
    }

    @Test
    void ownedOneCanBeKilledAndFrozen() {
        try (MqttBroker broker = MqttBroker.owned()) {
            broker.kill();
            assertThat(ReadyProbe.MQTT.answers(broker.host(), broker.port())).isFalse();
            broker.start();
            assertThat(ReadyProbe.MQTT.await(broker.host(), broker.port(), Duration.ofSeconds(30), () -> true))
                    .isTrue();
            broker.freeze();
            assertThat(ReadyProbe.MQTT.answers(broker.host(), broker.port())).isFalse();
            broker.thaw();
            assertThat(ReadyProbe.MQTT.await(broker.host(), broker.port(), Duration.ofSeconds(30), () -> true))
                    .isTrue();
        }
    }

    @Test
    void configuredOneObeysItsConfiguration(@TempDir Path folder) throws Exception {
        Path rights = Files.writeString(folder.resolve("rights"), "topic read only/this\n");
        List<String> lines = List.of("allow_anonymous true", "acl_file " + rights);
        try (MqttBroker broker = MqttBroker.configured(lines);
                MqttClient client = connect(broker, "limited", true)) {
            BlockingQueue<String> received = new LinkedBlockingQueue<>();
            client.setCallback(new Received(received));
            client.subscribe("only/this", QOS);
            client.publish("only/this", bytes("not permitted"), QOS, false);
            assertThat(received.poll(1, TimeUnit.SECONDS)).isNull();
            assertThat(broker.log()).contains("Denied PUBLISH from limited");
        }
    }

    private static MqttClient connect(MqttBroker broker, String id, boolean clean) throws MqttException {
        MqttClient client = new MqttClient(broker.uri(), id, new MemoryPersistence());
        client.connect(options(clean));
        return client;
    }

    private static MqttConnectOptions options(boolean clean) {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setCleanSession(clean);
        return options;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] payload) {
        return new String(payload, StandardCharsets.UTF_8);
    }
}
