package io.devicegateway.chargepile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.brokers.testing.AmqpBroker;
import io.devicegateway.journal.JournalState;
import io.devicegateway.journal.JournalUnavailableException;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.session.CommandHistory;
import io.devicegateway.session.ScheduledTimers;
import io.devicegateway.session.SessionEnvironment;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.session.Sessions;
import io.devicegateway.testing.InMemoryJournal;
import io.devicegateway.testing.MemoryRegistry;
import io.devicegateway.testing.ScriptedAuthority;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real broker gets to see while the journal cannot keep anything: no acknowledgement. */
@Timeout(120)
final class HeldJournalTest {
    private static final int PREFETCH = 10;

    private final AmqpBroker broker = AmqpBroker.shared();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final ScheduledTimers timers = new ScheduledTimers();
    private final BrokerSettings settings = settings();
    private final ChargepilePublisher publisher = new ChargepilePublisher(settings, ChargepileSettings.DEFAULT);
    private Sessions sessions;
    private ChargepileConsumer consumer;

    private BrokerSettings settings() {
        BrokerSettings unique = ConsumerBench.settings(broker);
        BrokerSettings.Queue queue = unique.queue();
        return unique.with(
                new BrokerSettings.Queue(queue.name(), queue.exchange(), queue.routingKey(), queue.create(), PREFETCH));
    }

    @BeforeEach
    void start() {
        sessions = new Sessions(
                new SessionEnvironment(
                        journal,
                        new MemoryRegistry(),
                        new ScriptedAuthority(),
                        CommandHistory.NONE,
                        timers,
                        System::nanoTime,
                        Clock.systemUTC(),
                        SessionSettings.DEFAULT,
                        new MemoryMetrics()),
                1);
        sessions.start();
        ChargepileProtocol protocol = ConsumerBench.protocol();
        consumer = new ChargepileConsumer(settings, protocol, sessions.opener(protocol), Clock.systemUTC());
        consumer.start();
        await().atMost(ConsumerBench.WITHIN).until(() -> consumer.health().consuming());
    }

    @AfterEach
    void close() {
        publisher.close();
        consumer.close();
        sessions.close();
        timers.close();
        journal.close();
    }

    @Test
    void noMoreThanThePrefetchIsTakenAndNothingAcknowledged() throws Exception {
        journal.hold();
        publish(0, 100);
        await().atMost(ConsumerBench.WITHIN)
                .until(() -> consumer.health().figures().unacknowledged() == PREFETCH);
        // The broker was asked several times meanwhile whether we still consume: a full hand is not trouble.
        long looks = consumer.health().figures().consumed();
        await().during(ConsumerBench.WITHIN.dividedBy(2))
                .atMost(ConsumerBench.WITHIN)
                .untilAsserted(() -> {
                    assertThat(consumer.health().figures().delivered()).isEqualTo(PREFETCH);
                    assertThat(consumer.health().figures().acknowledged()).isZero();
                    assertThat(consumer.health().figures().consumed()).isEqualTo(looks);
                    assertThat(consumer.health().consuming()).isTrue();
                });

        journal.release();

        await().atMost(ConsumerBench.WITHIN)
                .until(() -> consumer.health().figures().acknowledged() == 100);
        assertThat(orders()).containsExactlyElementsOf(names(0, 100));
    }

    @Test
    void whatCouldNotBeStoredComesAgain() throws Exception {
        journal.hold();
        publish(0, 5);
        await().atMost(ConsumerBench.WITHIN)
                .until(() -> consumer.health().figures().unacknowledged() == 5);
        journal.failHeld(new JournalUnavailableException(JournalUnavailableException.Reason.FULL, "no room"));

        await().atMost(ConsumerBench.WITHIN).until(() -> orders().size() == 5);
        assertThat(orders()).containsExactlyElementsOf(names(0, 5));
        assertThat(consumer.health().figures().redelivered()).isPositive();
        await().atMost(ConsumerBench.WITHIN)
                .until(() -> consumer.health().figures().acknowledged() == 5);
    }

    @Test
    void aFullJournalIsSaidAndWaitedFor() throws Exception {
        journal.become(new JournalState.Full(Instant.EPOCH, "the disk is full"));
        publish(0, 20);
        await().atMost(ConsumerBench.WITHIN)
                .untilAsserted(() -> assertThat(consumer.health().cause())
                        .contains("could not be stored")
                        .contains("the disk is full"));
        assertThat(consumer.health().figures().acknowledged()).isZero();

        journal.become(new JournalState.Open());

        await().atMost(ConsumerBench.WITHIN)
                .until(() -> consumer.health().figures().acknowledged() == 20);
        assertThat(orders()).containsExactlyElementsOf(names(0, 20));
    }

    /** What is being stored when it is closed is stored and acknowledged. */
    @Test
    void closingWaitsForWhatIsBeingStored() throws Exception {
        journal.hold();
        publish(0, 5);
        await().atMost(ConsumerBench.WITHIN)
                .until(() -> consumer.health().figures().unacknowledged() == 5);
        Thread closer = Thread.ofPlatform().start(consumer::close);
        journal.release();
        closer.join();

        assertThat(consumer.health().figures().acknowledged()).isEqualTo(5);
        assertThat(consumer.health().state()).isEqualTo(ConsumerHealth.State.CLOSED);
    }

    private void publish(int from, int to) throws Exception {
        for (String order : names(from, to)) {
            publisher.publish(Lines.bytes(Lines.start(Instant.now(), Lines.PILE, order)));
        }
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "O" + i).toList();
    }

    private List<String> orders() {
        return journal.events().stream()
                .filter(ChargingStartRequested.class::isInstance)
                .map(event -> ((ChargingStartRequested) event).orderNumber())
                .toList();
    }
}
