package io.devicegateway.chargepile;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.devicegateway.brokers.testing.AmqpBroker;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.embedded.GatewayOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lines per second out of a full queue of a real RabbitMQ: the gateway, which acknowledges when a line's event is durable, beside
 * a bare client that acknowledges at once; in turns, in one run. {@code -Dbenchmark=20000} for so many lines each time.
 */
@EnabledIfSystemProperty(named = "benchmark", matches = "\\d+")
final class ConsumerBenchmark {
    private static final int LINES = Integer.getInteger("benchmark", 0);
    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 5);
    private static final int PREFETCH = Integer.getInteger("benchmark.prefetch", 50);

    private final AmqpBroker broker = AmqpBroker.shared();

    @TempDir
    private Path data;

    @Test
    void linesPerSecond() throws Exception {
        double[] bare = new double[ROUNDS];
        double[] gateway = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            double first = bare();
            double second = gateway(data.resolve("round" + round));
            System.out.printf(
                    "%s bare %,.0f lines/s, gateway %,.0f lines/s, ratio %.2f%n",
                    round < 0 ? "warm-up:" : "round " + round + ":", first, second, first / second);
            if (round >= 0) {
                bare[round] = first;
                gateway[round] = second;
                ratios[round] = first / second;
            }
        }
        System.out.printf(
                "median of %d rounds of %,d lines, prefetch %d: bare %,.0f/s, gateway %,.0f/s, ratio %.2f%n",
                ROUNDS, LINES, PREFETCH, median(bare), median(gateway), median(ratios));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private double bare() throws Exception {
        BrokerSettings settings = filled();
        try (Connection connection = connect()) {
            Channel channel = connection.createChannel();
            channel.basicQos(PREFETCH);
            CountDownLatch done = new CountDownLatch(LINES);
            long start = System.nanoTime();
            channel.basicConsume(settings.queue().name(), false, new DefaultConsumer(channel) {
                @Override
                public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                        throws IOException {
                    getChannel().basicAck(envelope.getDeliveryTag(), false);
                    done.countDown();
                }
            });
            finish(done);
            return LINES / ((System.nanoTime() - start) / 1e9);
        }
    }

    private double gateway(Path folder) throws Exception {
        BrokerSettings settings = filled();
        try (EmbeddedGateway gateway = EmbeddedGateway.open(GatewayOptions.defaults(folder, Clock.systemUTC()))) {
            ChargepileProtocol protocol = ConsumerBench.protocol();
            try (ChargepileConsumer consumer =
                    new ChargepileConsumer(settings, protocol, gateway.opener(protocol), Clock.systemUTC())) {
                long start = System.nanoTime();
                consumer.start();
                while (consumer.health().figures().acknowledged() < LINES) {
                    if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(5)) {
                        throw new AssertionError(consumer.health().toString());
                    }
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                return LINES / ((System.nanoTime() - start) / 1e9);
            }
        }
    }

    private static void finish(CountDownLatch done) throws InterruptedException {
        if (!done.await(5, TimeUnit.MINUTES)) {
            throw new AssertionError(done.getCount() + " lines did not come");
        }
    }

    /** A queue of its own, full of lines that are all different. */
    private BrokerSettings filled() throws Exception {
        BrokerSettings unique = ConsumerBench.settings(broker);
        BrokerSettings.Queue queue = unique.queue();
        BrokerSettings settings = unique.with(
                new BrokerSettings.Queue(queue.name(), queue.exchange(), queue.routingKey(), queue.create(), PREFETCH));
        try (Connection connection = connect()) {
            Channel channel = connection.createChannel();
            channel.exchangeDeclare(queue.exchange(), "topic", true);
            channel.queueDeclare(queue.name(), true, false, false, Map.of());
            channel.queueBind(queue.name(), queue.exchange(), queue.routingKey());
            channel.confirmSelect();
            AMQP.BasicProperties persistent =
                    new AMQP.BasicProperties.Builder().deliveryMode(2).build();
            for (int i = 0; i < LINES; i++) {
                String line = Lines.start(Instant.now(), "330102" + i % 100, "O" + i);
                channel.basicPublish(queue.exchange(), queue.routingKey(), persistent, Lines.bytes(line));
                if (i % 1000 == 999) {
                    channel.waitForConfirmsOrDie(60_000);
                }
            }
            channel.waitForConfirmsOrDie(60_000);
        }
        return settings;
    }

    private Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri());
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }
}
