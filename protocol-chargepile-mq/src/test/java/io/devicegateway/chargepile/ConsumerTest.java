package io.devicegateway.chargepile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import io.devicegateway.api.ChargingEvent;
import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.api.Execution;
import io.devicegateway.api.MalformedMessage;
import io.devicegateway.api.Presence;
import io.devicegateway.brokers.testing.AmqpBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines through a real broker. */
@Timeout(120)
final class ConsumerTest {
    private final AmqpBroker broker = AmqpBroker.shared();

    @TempDir
    private Path data;

    @Test
    void eachCommandPublishedBecomesItsEvent() {
        try (ConsumerBench bench = new ConsumerBench(broker, data).start()) {
            bench.awaitConsuming();
            Instant now = Instant.now();
            Lines.oneOfEach(now, Lines.PILE).values().forEach(bench::publish);

            bench.awaitEvents(15);
            assertThat(bench.events(ChargingEvent.class))
                    .extracting(event -> event.getClass().getSimpleName())
                    .containsExactlyInAnyOrder(
                            "PlatformHeartbeat",
                            "ChargingStartRequested",
                            "ReservationRequested",
                            "ReservationQueried",
                            "RecordsQueried",
                            "DownloadQueried",
                            "PileParametersSet",
                            "PileHeartbeatSet",
                            "PileRestartRequested",
                            "PileSiteSet",
                            "RatesSet",
                            "UpdateQueried",
                            "VersionQueried",
                            "PileUpgradeRequested",
                            "PackageUpgradeRequested");
            bench.awaitAllAcknowledged();
            assertThat(bench.consumer.health().figures().acknowledged()).isEqualTo(15);
            assertThat(bench.gateway
                            .device(ChargepileProtocol.PLATFORM)
                            .orElseThrow()
                            .presence()
                            .state())
                    .isEqualTo(Presence.State.ONLINE);
        }
    }

    @Test
    void aMalformedLineIsAnEventAndADeadLetter() throws Exception {
        try (ConsumerBench bench = new ConsumerBench(broker, data).start()) {
            bench.awaitConsuming();
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .messageId("m-1")
                    .expiration("60000")
                    .headers(Map.of("x-from", "test"))
                    .build();
            bench.admin(channel -> channel.basicPublish(
                    bench.settings.queue().exchange(), "klc.command.qik", properties, "hello, world".getBytes(UTF_8)));
            bench.publish(Lines.line(103, Instant.now(), "1"));

            bench.awaitEvents(1);
            await().atMost(ConsumerBench.WITHIN)
                    .untilAsserted(() -> assertThat(
                                    bench.waiting(bench.settings.deadLetters().queue()))
                            .isOne());
            bench.awaitAllAcknowledged();
            assertThat(bench.events(MalformedMessage.class))
                    .extracting(MalformedMessage::kind)
                    .containsExactly("short-line");
            bench.admin(channel -> {
                GetResponse dead = channel.basicGet(bench.settings.deadLetters().queue(), true);
                assertThat(dead.getBody()).isEqualTo("hello, world".getBytes(UTF_8));
                Map<String, Object> headers = dead.getProps().getHeaders();
                assertThat(headers.get("x-reason")).hasToString("short-line");
                assertThat(headers.get("x-reason-detail").toString()).contains("is missing");
                assertThat(headers.get("x-original-exchange"))
                        .hasToString(bench.settings.queue().exchange());
                assertThat(headers.get("x-original-routing-key")).hasToString("klc.command.qik");
                assertThat(headers.get("x-original-queue"))
                        .hasToString(bench.settings.queue().name());
                assertThat(headers.get("x-from")).hasToString("test");
                assertThat(dead.getProps().getMessageId()).isEqualTo("m-1");
                assertThat(dead.getProps().getExpiration())
                        .as("it must not vanish")
                        .isNull();
            });
        }
    }

    @Test
    void aLineOfAMebibyteIsADeadLetterWhole() throws Exception {
        byte[] huge = new byte[1_000_000];
        Arrays.fill(huge, (byte) '1');
        try (ConsumerBench bench = new ConsumerBench(broker, data).start()) {
            bench.awaitConsuming();
            bench.publisher.publish(huge);

            await().atMost(ConsumerBench.WITHIN)
                    .untilAsserted(() -> assertThat(
                                    bench.waiting(bench.settings.deadLetters().queue()))
                            .isOne());
            assertThat(bench.events(MalformedMessage.class).get(0).kind()).isEqualTo("too-long");
            assertThat(bench.records.stream()
                            .filter(record -> record.event() instanceof MalformedMessage)
                            .findFirst()
                            .orElseThrow()
                            .raw()
                            .remaining())
                    .isEqualTo(65_537);
            bench.admin(channel -> assertThat(
                            channel.basicGet(bench.settings.deadLetters().queue(), true)
                                    .getBody())
                    .isEqualTo(huge));
        }
    }

    /** It is within all limits of a line, and its event is larger than a record of the journal: it would come again for ever. */
    @Test
    void aLineThatTheJournalNeverTakesStopsNoOther() throws Exception {
        String poison =
                Lines.line(110, Instant.now(), Lines.PILE, "T001,1,1440" + ",00:00:00,00:00:59,0,0".repeat(1_440));
        try (ConsumerBench bench =
                new ConsumerBench(broker, data).takingEventsOf(64 * 1024).start()) {
            bench.awaitConsuming();
            long consumed = bench.timesConsumed();
            bench.publish(Lines.start(Instant.now(), Lines.PILE, "before"));
            bench.publish(poison);
            bench.publish(Lines.start(Instant.now(), Lines.PILE, "after"));

            bench.awaitOrder("after");
            bench.awaitAllAcknowledged();
            assertThat(bench.events(ChargingStartRequested.class))
                    .extracting(ChargingStartRequested::orderNumber)
                    .containsExactly("before", "after");
            assertThat(bench.events(MalformedMessage.class))
                    .extracting(MalformedMessage::kind)
                    .containsExactly("event-refused");
            bench.admin(channel -> {
                GetResponse dead = channel.basicGet(bench.settings.deadLetters().queue(), true);
                assertThat(dead.getBody()).isEqualTo(poison.getBytes(UTF_8));
                assertThat(dead.getProps().getHeaders().get("x-reason")).hasToString("event-refused");
            });
            assertThat(bench.timesConsumed())
                    .as("the channel was not made anew")
                    .isEqualTo(consumed);
        }
    }

    @Test
    void withoutADeadLetterExchangeAMalformedLineIsAnEventOnly() {
        BrokerSettings plain =
                ConsumerBench.settings(broker).with(new BrokerSettings.DeadLetterSettings("", "", false, 1));
        try (ConsumerBench bench = new ConsumerBench(broker, data, plain).start()) {
            bench.awaitConsuming();
            bench.publish("hello");

            await().atMost(ConsumerBench.WITHIN)
                    .untilAsserted(() ->
                            assertThat(bench.events(MalformedMessage.class)).hasSize(1));
            bench.awaitAllAcknowledged();
        }
    }

    /** Not acknowledged before the dead letter is confirmed; and its event is one, however often it is delivered. */
    @Test
    void aDeadLetterThatNobodyKeepsIsNotAcknowledged() {
        BrokerSettings settings = ConsumerBench.settings(broker);
        BrokerSettings.DeadLetterSettings letters = settings.deadLetters();
        BrokerSettings noPlace =
                settings.with(new BrokerSettings.DeadLetterSettings(letters.exchange(), letters.queue(), false, 1000));
        try (ConsumerBench bench = new ConsumerBench(broker, data, noPlace).start()) {
            bench.awaitConsuming();
            bench.publish("hello");
            await().atMost(ConsumerBench.WITHIN)
                    .untilAsserted(
                            () -> assertThat(bench.consumer.health().figures().troubles())
                                    .isGreaterThan(1));
            assertThat(bench.consumer.health().figures().acknowledged()).isZero();
            bench.admin(channel -> {
                channel.exchangeDeclare(letters.exchange(), "fanout");
                channel.queueDeclare(letters.queue(), true, false, false, Map.of());
                channel.queueBind(letters.queue(), letters.exchange(), "");
            });

            bench.awaitAllAcknowledged();
            assertThat(bench.waiting(letters.queue())).isPositive();
            assertThat(bench.events(MalformedMessage.class)).hasSize(1);
        }
    }

    @Test
    void aQueueThatMayNotBeCreatedIsWaitedFor() {
        BrokerSettings settings = ConsumerBench.settings(broker);
        BrokerSettings waiting = settings.with(settings.queue().withCreate(false));
        try (ConsumerBench bench = new ConsumerBench(broker, data, waiting).start()) {
            await().atMost(ConsumerBench.WITHIN)
                    .untilAsserted(() -> assertThat(bench.consumer.health().cause())
                            .contains("queue '" + settings.queue().name() + "' does not exist"));
            bench.admin(channel -> {
                channel.exchangeDeclare(settings.queue().exchange(), "topic", true);
                channel.queueDeclare(settings.queue().name(), true, false, false, Map.of());
                channel.queueBind(settings.queue().name(), settings.queue().exchange(), "klc.command.*");
            });
            bench.awaitConsuming();
            bench.publish(Lines.line(103, Instant.now(), "1"));
            bench.awaitEvents(1);
        }
    }

    /** Declaring what exists with other properties would be error 406: it is only looked at. */
    @Test
    void whatExistsIsLeftAsItIs() {
        BrokerSettings settings = ConsumerBench.settings(broker);
        try (ConsumerBench bench = new ConsumerBench(broker, data, settings)) {
            bench.admin(channel -> {
                channel.exchangeDeclare(settings.queue().exchange(), "direct", false);
                channel.queueDeclare(settings.queue().name(), false, false, false, Map.of("x-max-length", 5000));
                channel.exchangeDeclare(settings.deadLetters().exchange(), "fanout", false);
                channel.queueDeclare(settings.deadLetters().queue(), false, false, false, Map.of());
            });
            bench.start();
            bench.awaitConsuming();
            bench.publish(Lines.line(103, Instant.now(), "1"));
            bench.publish("hello");

            bench.awaitEvents(1);
            await().atMost(ConsumerBench.WITHIN)
                    .untilAsserted(() -> assertThat(
                                    bench.waiting(settings.deadLetters().queue()))
                            .isOne());
            assertThat(bench.consumer.health().figures().troubles()).isZero();
        }
    }

    @Test
    void aLinePublishedTwiceIsExecutableOnce() {
        try (ConsumerBench bench = new ConsumerBench(broker, data).start()) {
            bench.awaitConsuming();
            String line = Lines.start(Instant.now(), Lines.PILE, "O1");
            bench.publish(line);
            bench.publish(line);

            bench.awaitEvents(2);
            assertThat(bench.events(ChargingStartRequested.class))
                    .extracting(start -> start.execution().verdict())
                    .containsExactly(Execution.Verdict.EXECUTABLE, Execution.Verdict.DUPLICATE);
        }
    }

    @Test
    void linesThatWaitedTooLongAreNotExecutable() {
        try (ConsumerBench bench = new ConsumerBench(broker, data)) {
            bench.start();
            bench.awaitConsuming();
            bench.publish(Lines.start(Instant.now().minus(Duration.ofHours(2)), Lines.PILE, "O1"));

            bench.awaitEvents(1);
            ChargingStartRequested start =
                    bench.events(ChargingStartRequested.class).get(0);
            assertThat(start.execution().verdict()).isEqualTo(Execution.Verdict.STALE);
            assertThat(start.mayExecute(Instant.now())).isFalse();
        }
    }

    @Test
    void eachPileKeepsItsOrder() {
        try (ConsumerBench bench = new ConsumerBench(broker, data).start()) {
            bench.awaitConsuming();
            List<String> published = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                String order = "O" + i;
                bench.publish(Lines.start(Instant.now(), "33000" + i % 3, order));
                published.add(order);
            }
            bench.awaitEvents(600);
            for (int pile = 0; pile < 3; pile++) {
                String id = "33000" + pile;
                int remainder = pile;
                assertThat(bench.events(ChargingStartRequested.class).stream()
                                .filter(start -> start.device().value().equals(id))
                                .map(ChargingStartRequested::orderNumber))
                        .containsExactlyElementsOf(published.stream()
                                .filter(order -> Integer.parseInt(order.substring(1)) % 3 == remainder)
                                .toList());
            }
        }
    }
}
