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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The AMQP side of the fixture, on whatever broker there is here. */
@Timeout(600)
final class AmqpBrokerTest {
    @Test
    void sharedOneRoutesByTopic() throws Exception {
        AmqpBroker broker = AmqpBroker.shared();
        assertThat(AmqpBroker.shared()).isSameAs(broker);
        String exchange = broker.uniqueName("exchange");
        String queue = broker.uniqueName("queue");
        try (Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(exchange, "topic", false, true, Map.of());
            channel.queueDeclare(queue, false, true, true, Map.of());
            channel.queueBind(queue, exchange, "a.*");
            channel.confirmSelect();
            channel.basicPublish(exchange, "a.b", MessageProperties.BASIC, bytes("mine"));
            channel.basicPublish(exchange, "b.b", MessageProperties.BASIC, bytes("not mine"));
            assertThat(channel.waitForConfirms(10_000)).isTrue();
            assertThat(text(channel.basicGet(queue, true))).isEqualTo("mine");
            assertThat(channel.basicGet(queue, true)).isNull();
        }
    }

    @Test
    void sharedOneCannotBeStopped() {
        assertThatThrownBy(AmqpBroker.shared()::freeze)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("owned()");
    }

    @Test
    void ownedOneIsKilledWithAConfirmedMessageAndStillHasIt() throws Exception {
        try (AmqpBroker broker = AmqpBroker.ownedReal()) {
            int port = broker.port();
            try (Connection connection = connect(broker);
                    Channel channel = connection.createChannel()) {
                channel.queueDeclare("durable", true, false, false, Map.of());
            }
            // A broker that is killed may forget a queue that was declared a moment ago; one that stops in order does
            // not.
            broker.restart();
            try (Connection connection = connect(broker);
                    Channel channel = connection.createChannel()) {
                channel.confirmSelect();
                channel.basicPublish("", "durable", MessageProperties.PERSISTENT_BASIC, bytes("kept"));
                assertThat(channel.waitForConfirms(10_000)).isTrue();
            }
            broker.kill();
            assertThat(ReadyProbe.AMQP.answers(broker.host(), port)).isFalse();
            broker.start();
            assertThat(broker.port()).isEqualTo(port);
            try (Connection connection = connect(broker);
                    Channel channel = connection.createChannel()) {
                assertThat(text(channel.basicGet("durable", true))).isEqualTo("kept");
            }
            broker.freeze();
            assertThat(ReadyProbe.AMQP.answers(broker.host(), port)).isFalse();
            broker.thaw();
            assertThat(ReadyProbe.AMQP.await(broker.host(), port, Duration.ofSeconds(30), () -> true))
                    .isTrue();
        }
    }

    private static Connection connect(AmqpBroker broker) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri());
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(GetResponse response) {
        return new String(response.getBody(), StandardCharsets.UTF_8);
    }
}
