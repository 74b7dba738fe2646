package io.devicegateway.brokers.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients get from the brokers that the gateway brings along; these tests want those and no others. */
@Timeout(600)
final class EmbeddedBrokerTest {
    private static final int QOS = 1;

    @Test
    void mqttKeepsOrderSessionsAndRetainedMessagesOverARestart() throws Exception {
        LocalBroker broker = EmbeddedChild.mqtt();
        try {
            try (MqttClient absent = connect(broker, "absent", false, new LinkedBlockingQueue<>())) {
                absent.subscribe("CQAZ/+", QOS);
                absent.disconnect();
            }
            List<String> sent = IntStream.range(0, 500).mapToObj(n -> "m" + n).toList();
            try (MqttClient sender = connect(broker, "sender", true, new LinkedBlockingQueue<>())) {
                for (String text : sent) {
                    sender.publish("CQAZ/CQAZ01", bytes(text), QOS, false);
                }
                sender.publish("kept", bytes("retained"), QOS, true);
                sender.disconnect();
            }
            broker.stop();
            broker.start();
            BlockingQueue<String> received = new LinkedBlockingQueue<>();
            try (MqttClient client = connect(broker, "absent", false, received)) {
                assertThat(take(received, sent.size())).isEqualTo(sent);
                client.subscribe("kept", QOS);
                assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("retained");
                client.disconnect();
            }
        } finally {
            broker.close();
        }
    }

    @Test
    void mqttRedeliversWhatWasNotAcknowledged() throws Exception {
        LocalBroker broker = EmbeddedChild.mqtt();
        try {
            // More often than Artemis would put up with by itself.
            for (int attempt = 0; attempt < 12; attempt++) {
                BlockingQueue<String> received = new LinkedBlockingQueue<>();
                MqttClient client = client(broker, "unsure", received);
                client.setManualAcks(true);
                client.connect(options(false));
                if (attempt == 0) {
                    client.subscribe("report", QOS);
                    client.publish("report", bytes("once"), QOS, false);
                }
                assertThat(received.poll(20, TimeUnit.SECONDS))
                        .as("attempt %d", attempt)
                        .isEqualTo("once");
                client.disconnectForcibly(0, 100, false);
                client.close();
            }
        } finally {
            broker.close();
        }
    }

    @Test
    void mqttRefusesWhatItCannotKeep() throws Exception {
        LocalBroker broker = EmbeddedChild.mqtt();
        byte[] large = new byte[200 * 1024];
        try {
            try (MqttClient absent = connect(broker, "absent", false, new LinkedBlockingQueue<>())) {
                absent.subscribe("flood", QOS);
                absent.disconnect();
            }
            MqttClient sender = connect(broker, "sender", true, new LinkedBlockingQueue<>());
            sender.setTimeToWait(5_000);
            int[] acknowledged = {0};
            assertThatThrownBy(() -> {
                        while (acknowledged[0] < 1_000) {
                            sender.publish("flood", large, QOS, false);
                            acknowledged[0]++;
                        }
                    })
                    .isInstanceOf(MqttException.class);
            assertThat(acknowledged[0]).isBetween(100, 300);
            sender.disconnectForcibly(0, 100, false);
            sender.close();
            // Whoever takes what is there makes room, and gets all that was acknowledged.
            BlockingQueue<String> received = new LinkedBlockingQueue<>();
            try (MqttClient client = connect(broker, "absent", false, received)) {
                assertThat(take(received, acknowledged[0])).hasSize(acknowledged[0]);
                client.disconnect();
            }
        } finally {
            broker.close();
        }
    }

    @Test
    void amqpDoesWhatTheChargingPlatformNeeds() throws Exception {
        LocalBroker broker = EmbeddedChild.amqp();
        try (Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare("cdz_command_topic_exchange", "topic", true);
            channel.queueDeclare("qik_pricechange", true, false, false, Map.of("x-dead-letter-exchange", "dead"));
            channel.queueBind("qik_pricechange", "cdz_command_topic_exchange", "klc.command.qik");
            channel.confirmSelect();
            channel.basicPublish(
                    "cdz_command_topic_exchange",
                    "klc.command.qik",
                    MessageProperties.PERSISTENT_BASIC,
                    bytes("100,1"));
            assertThat(channel.waitForConfirms(10_000)).isTrue();
            try (Channel other = connection.createChannel()) {
                assertThat(text(other.basicGet("qik_pricechange", false))).isEqualTo("100,1");
            }
            GetResponse again = channel.basicGet("qik_pricechange", false);
            assertThat(text(again)).isEqualTo("100,1");
            assertThat(again.getEnvelope().isRedeliver()).isTrue();
            channel.basicAck(again.getEnvelope().getDeliveryTag(), false);
            assertThat(channel.basicGet("qik_pricechange", true)).isNull();
        } finally {
            broker.close();
        }
    }

    @Test
    void amqpHoldsAPublisherWhoseMessagesItCannotKeep() throws Exception {
        LocalBroker broker = EmbeddedChild.amqp();
        byte[] large = new byte[200 * 1024];
        int wanted = 250; // 50 MB; the queue holds 16 MiB, which are 82 of these
        try (Connection connection = connect(broker);
                Channel sending = connection.createChannel();
                Connection other = connect(broker);
                Channel taking = other.createChannel()) {
            taking.queueDeclare("flood", true, false, false, Map.of());
            sending.confirmSelect();
            AtomicInteger confirmed = new AtomicInteger();
            Thread publisher = Thread.ofVirtual().start(() -> {
                while (confirmed.get() < wanted && confirmed(sending, large)) {
                    confirmed.incrementAndGet();
                }
            });
            assertThat(publisher.join(Duration.ofSeconds(60)))
                    .as("publishes without bound")
                    .isFalse();
            assertThat(confirmed.get()).isBetween(80, 99);
            int taken = 0;
            while (taken < wanted) {
                if (taking.basicGet("flood", true) != null) {
                    taken++;
                }
            }
            assertThat(publisher.join(Duration.ofSeconds(60))).isTrue();
            assertThat(confirmed.get()).isEqualTo(wanted);
        } finally {
            broker.close();
        }
    }

    private static boolean confirmed(Channel channel, byte[] body) {
        try {
            channel.basicPublish("", "flood", MessageProperties.PERSISTENT_BASIC, body);
            return channel.waitForConfirms(60_000);
        } catch (Exception e) {
            throw new IllegalStateException("publishing failed", e);
        }
    }

    private static Connection connect(LocalBroker broker) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(broker.host());
        factory.setPort(broker.port());
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    private static List<String> take(BlockingQueue<String> received, int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        while (taken.size() < count) {
            String text = received.poll(30, TimeUnit.SECONDS);
            if (text == null) {
                break;
            }
            taken.add(text);
        }
        return taken;
    }

    private static MqttClient connect(LocalBroker broker, String id, boolean clean, BlockingQueue<String> received)
            throws MqttException {
        MqttClient client = client(broker, id, received);
        client.connect(options(clean));
        return client;
    }

    private static MqttClient client(LocalBroker broker, String id, BlockingQueue<String> received)
            throws MqttException {
        MqttClient client = new MqttClient("tcp://" + broker.host() + ":" + broker.port(), id, new MemoryPersistence());
        client.setCallback(new Received(received));
        return client;
    }

    private static MqttConnectOptions options(boolean clean) {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setCleanSession(clean);
        options.setMaxInflight(100);
        return options;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(GetResponse response) {
        return new String(response.getBody(), StandardCharsets.UTF_8);
    }
}
