package io.devicegateway.chargepile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.DefaultConsumer;
import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.api.MalformedMessage;
import io.devicegateway.api.Presence;
import io.devicegateway.brokers.testing.AmqpBroker;
import io.devicegateway.brokers.testing.FaultyProxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What ends consuming, one after the other: each time it consumes again within 10 s, and nothing is lost or published twice. */
@Timeout(180)
final class ConsumerFaultTest {
    private final AmqpBroker broker = AmqpBroker.shared();

    @TempDir
    private Path data;

    @Test
    void aChannelClosedByAnError() {
        try (ConsumerBench bench = new ConsumerBench(broker, data).start()) {
            for (int i = 0; i < 3; i++) {
                bench.awaitConsumingAfter(i);
                try {
                    // Error 406: the broker does not know this tag.
                    bench.consumer.channel().basicAck(987_654, false);
                } catch (java.io.IOException | AlreadyClosedException e) {
                    throw new AssertionError(e);
                }
                bench.publish(Lines.start(Instant.now(), Lines.PILE, "O" + i));
                bench.awaitOrder("O" + i);
            }
            bench.awaitConsumingAfter(3);
            assertThat(bench.orders()).containsExactly("O0", "O1", "O2");
        }
    }

    @Test
    void aDeletedQueueIsCreatedAnew() {
        try (ConsumerBench bench = new ConsumerBench(broker, data).start()) {
            bench.awaitConsuming();
            bench.admin(channel -> channel.queueDelete(bench.settings.queue().name()));
            bench.awaitConsumingAfter(1);
            bench.publish(Lines.start(Instant.now(), Lines.PILE, "O1"));
            bench.awaitOrder("O1");
        }
    }

    @Test
    void aDeletedQueueThatMayNotBeCreatedIsSaidAndWaitedFor() {
        BrokerSettings settings = ConsumerBench.settings(broker);
        BrokerSettings.Queue queue = settings.queue();
        try (ConsumerBench bench = new ConsumerBench(broker, data, settings.with(queue.withCreate(false)))) {
            ConsumerBench.Task create = channel -> {
                channel.exchangeDeclare(queue.exchange(), "topic", true);
                channel.queueDeclare(queue.name(), true, false, false, java.util.Map.of());
                channel.queueBind(queue.name(), queue.exchange(), queue.routingKey());
            };
            bench.admin(create);
            bench.start();
            bench.awaitConsuming();
            bench.admin(channel -> channel.queueDelete(queue.name()));
            await().atMost(ConsumerBench.WITHIN)
                    .untilAsserted(
                            () -> assertThat(bench.consumer.health().cause()).contains("does not exist; create it"));
            bench.admin(create);
            bench.awaitConsumingAfter(1);
            bench.publish(Lines.start(Instant.now(), Lines.PILE, "O1"));
            bench.awaitOrder("O1");
        }
    }

    /** A line of nearly the longest length with 8,100 rates, which no pile can mean: a dead letter, and the others go on. */
    @Test
    void oneLineDoesNotStopTheOthers() {
        String poison = Lines.line(110, Instant.now(), "T001,1,8100" + ",0,0,0,0".repeat(8_100));
        try (ConsumerBench bench = new ConsumerBench(broker, data).start()) {
            bench.awaitConsuming();
            bench.publish(Lines.start(Instant.now(), Lines.PILE, "before"));
            bench.awaitOrder("before");
            long consumed = bench.timesConsumed();
            bench.publish(poison);
            for (int i = 0; i < 8; i++) {
                bench.publish(Lines.start(Instant.now(), "330102000000000" + i, "after-" + i));
                bench.awaitOrder("after-" + i);
            }
            bench.awaitAllAcknowledged();
            assertThat(bench.timesConsumed()).isEqualTo(consumed);
            assertThat(bench.waiting(bench.settings.deadLetters().queue())).isOne();
            assertThat(bench.records)
                    .filteredOn(record -> record.event() instanceof MalformedMessage)
                    .singleElement()
                    .satisfies(record -> assertThat(record.raw().remaining()).isEqualTo(poison.length()));
        }
    }

    /** Its headers take more than a frame of the broker: what cannot be kept as it is, is kept shortened. */
    @Test
    void aDeadLetterThatCannotBePublishedAsItIsIsKeptShortened() {
        try (ConsumerBench bench = new ConsumerBench(broker, data).start()) {
            bench.awaitConsuming();
            bench.admin(channel -> channel.basicPublish(
                    bench.settings.queue().exchange(),
                    "klc.command.qik",
                    new AMQP.BasicProperties.Builder()
                            .headers(Map.of("x-much", "h".repeat(130_000 - 2_000)))
                            .build(),
                    Lines.bytes("hello")));
            bench.publish(Lines.start(Instant.now(), Lines.PILE, "O1"));
            bench.awaitOrder("O1");
            bench.awaitAllAcknowledged();

            assertThat(bench.timesConsumed()).isOne();
            bench.admin(channel -> assertThat(
                            channel.basicGet(bench.settings.deadLetters().queue(), true))
                    .satisfies(dead -> {
                        assertThat(dead.getBody()).isEqualTo(Lines.bytes("hello"));
                        assertThat(dead.getProps().getHeaders())
                                .containsKeys("x-shortened", "x-reason", "x-original-headers")
                                .doesNotContainKey("x-much");
                    }));
        }
    }

    /** Another consumer is active, and lines wait for it: that is no trouble of ours. */
    @Test
    void aSpareOfASingleActiveConsumerWaits() {
        BrokerSettings settings = ConsumerBench.settings(broker);
        BrokerSettings.Queue queue = settings.queue();
        BrokerSettings.Timing usual = settings.timing();
        BrokerSettings.Timing looksOften = new BrokerSettings.Timing(
                usual.heartbeat(),
                usual.answerWithin(),
                Duration.ofMillis(200),
                usual.firstRetry(),
                usual.lastRetry(),
                usual.drain());
        try (ConsumerBench bench = new ConsumerBench(
                broker, data, settings.with(queue.withCreate(false)).with(looksOften))) {
            bench.admin(channel -> {
                channel.exchangeDeclare(queue.exchange(), "topic", true);
                channel.queueDeclare(queue.name(), true, false, false, Map.of("x-single-active-consumer", true));
                channel.queueBind(queue.name(), queue.exchange(), queue.routingKey());
            });
            bench.admin(channel -> {
                channel.basicQos(1);
                channel.basicConsume(queue.name(), false, new DefaultConsumer(channel)); // acknowledges nothing
                bench.start();
                bench.awaitConsuming();
                for (int i = 0; i < 3; i++) {
                    bench.publish(Lines.start(Instant.now(), Lines.PILE, "O" + i));
                }
                await().during(Duration.ofSeconds(2))
                        .atMost(ConsumerBench.WITHIN)
                        .until(() -> bench.consumer.health().consuming() && bench.timesConsumed() == 1);
            });
            bench.awaitOrder("O2"); // the active one is gone
        }
    }

    /** Nobody tells us: it is found by looking. */
    @Test
    void aConsumerThatTheBrokerForgot() {
        try (ConsumerBench bench = new ConsumerBench(broker, data).start()) {
            bench.awaitConsuming();
            bench.admin(channel -> assertThat(
                            channel.consumerCount(bench.settings.queue().name()))
                    .isOne());
            bench.cancelConsumer();
            bench.awaitConsumingAfter(1);
            bench.publish(Lines.start(Instant.now(), Lines.PILE, "O1"));
            bench.awaitOrder("O1");
        }
    }

    @Test
    void aConnectionThatIsCut() {
        try (FaultyProxy proxy = FaultyProxy.to(broker);
                ConsumerBench bench = new ConsumerBench(broker, data, through(proxy)).start()) {
            for (int i = 0; i < 3; i++) {
                bench.awaitConsumingAfter(i);
                proxy.cut();
                bench.publish(Lines.start(Instant.now(), Lines.PILE, "O" + i));
                bench.awaitOrder("O" + i);
            }
            bench.awaitConsumingAfter(3);
            assertThat(bench.orders()).containsExactly("O0", "O1", "O2");
        }
    }

    /** The link dies without a word. */
    @Test
    void aConnectionThatStalls() {
        try (FaultyProxy proxy = FaultyProxy.to(broker);
                ConsumerBench bench = new ConsumerBench(broker, data, through(proxy)).start()) {
            bench.awaitConsuming();
            proxy.stall();
            await().atMost(ConsumerBench.WITHIN)
                    .until(() -> !bench.consumer.health().consuming());
            assertThat(bench.consumer.health().cause()).isNotEmpty();
            bench.publish(Lines.start(Instant.now(), Lines.PILE, "O1"));
            proxy.resume();
            bench.awaitConsumingAfter(1);
            bench.awaitOrder("O1");
            bench.awaitAllAcknowledged();
        }
    }

    @Test
    void aBrokerThatRefusesConnections() {
        try (FaultyProxy proxy = FaultyProxy.to(broker);
                ConsumerBench bench = new ConsumerBench(broker, data, through(proxy))) {
            proxy.refuse();
            bench.start();
            await().atMost(ConsumerBench.WITHIN)
                    .untilAsserted(() -> assertThat(bench.consumer.health().cause())
                            .contains("nobody listens at the broker's address"));
            proxy.accept();
            bench.awaitConsuming();
        }
    }

    @Test
    void aWrongPasswordIsSaid() {
        URI uri = broker.uri();
        URI wrong = URI.create("amqp://guest:wrong@" + uri.getHost() + ":" + uri.getPort() + "/%2F");
        try (ConsumerBench bench = new ConsumerBench(broker, data, ConsumerBench.settings(broker, wrong)).start()) {
            await().atMost(ConsumerBench.WITHIN)
                    .untilAsserted(() ->
                            assertThat(bench.consumer.health().cause()).contains("refuses the user or the password"));
            assertThat(bench.settings.toString() + bench.consumer.health()).doesNotContain("wrong@");
        }
    }

    /** Cuts at random moments under load: each order once, none lost, each pile's in their order. */
    @Test
    void cutsUnderLoad() throws Exception {
        try (FaultyProxy proxy = FaultyProxy.to(broker);
                ConsumerBench bench = new ConsumerBench(broker, data, through(proxy)).start()) {
            bench.awaitConsuming();
            AtomicBoolean done = new AtomicBoolean();
            Thread cutter = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    try {
                        TimeUnit.MILLISECONDS.sleep(400);
                    } catch (InterruptedException e) {
                        return;
                    }
                    proxy.cut();
                }
            });
            List<String> published = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                bench.publish(Lines.start(Instant.now(), Lines.PILE, "O" + i));
                published.add("O" + i);
            }
            done.set(true);
            cutter.join();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(bench.orders()).hasSizeGreaterThanOrEqualTo(2000));
            bench.awaitAllAcknowledged();
            assertThat(bench.orders()).containsExactlyElementsOf(published);
            assertThat(bench.consumer.health().figures().redelivered())
                    .as("it was cut while lines were under way")
                    .isPositive();
            assertThat(bench.events(ChargingStartRequested.class)).hasSize(2000);
        }
    }

    @Test
    void thePlatformIsOfflineWhileTheBrokerIsGone() {
        try (FaultyProxy proxy = FaultyProxy.to(broker);
                ConsumerBench bench = new ConsumerBench(broker, data, through(proxy)).start()) {
            bench.awaitConsuming();
            bench.publish(Lines.line(100, Instant.now(), ""));
            bench.awaitEvents(1);
            proxy.refuse();
            proxy.cut();
            await().atMost(ConsumerBench.WITHIN)
                    .untilAsserted(() -> assertThat(bench.gateway
                                    .device(ChargepileProtocol.PLATFORM)
                                    .orElseThrow()
                                    .presence())
                            .matches(presence -> presence.state() == Presence.State.OFFLINE
                                    && presence.reason() == Presence.Reason.CONNECTION_LOST));
        }
    }

    private BrokerSettings through(FaultyProxy proxy) {
        return ConsumerBench.settings(
                broker, URI.create("amqp://guest:guest@" + proxy.host() + ":" + proxy.port() + "/%2F"));
    }
}
