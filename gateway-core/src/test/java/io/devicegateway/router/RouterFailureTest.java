package io.devicegateway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.Consumers.Redriven;
import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.RetryPolicy;
import io.devicegateway.api.Subscription;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of events whose handler throws. */
final class RouterFailureTest extends RouterFixture {
    private static final ConsumerOptions PATIENT = ConsumerOptions.DEFAULT.retrying(QUICK);

    /** Throws for the numbers it is told to; counts attempts. */
    private static final class Picky implements EventHandler {
        private final Recorder recorder = new Recorder();
        private final Set<Integer> bad = ConcurrentHashMap.newKeySet();
        private final AtomicInteger attempts = new AtomicInteger();

        Picky(Integer... bad) {
            this.bad.addAll(Set.of(bad));
        }

        @Override
        public void handle(EventRecord event) throws IOException {
            if (bad.contains(number(event))) {
                attempts.incrementAndGet();
                throw new IOException("no " + number(event), new IllegalStateException("the reason behind"));
            }
            recorder.handle(event);
        }
    }

    @Test
    void triesAgainUntilItWorks() {
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        AtomicInteger attempts = new AtomicInteger();
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    if (number(event) == 2 && attempts.incrementAndGet() < 3) {
                        throw new IOException("not yet");
                    }
                    recorder.handle(event);
                },
                PATIENT);
        appendUpTo(A, 3);

        untilPosition(subscription, 3);

        assertThat(recorder.of(A)).containsExactly(1, 2, 3);
        assertThat(attempts).hasValue(3);
        assertThat(metrics.count("gateway_consumer_failures", "consumer", "billing"))
                .isEqualTo(2);
        assertThat(router.deadLetters("billing", 0, 10)).isEmpty();
    }

    @Test
    void parksWhatFailsTooOftenAndGoesOn() {
        EventRouter router = open(SELDOM);
        Picky picky = new Picky(2);
        Subscription subscription = router.subscribe("billing", picky, PATIENT);
        appendUpTo(A, 4);

        untilPosition(subscription, 4);

        assertThat(picky.attempts).hasValue(3);
        assertThat(picky.recorder.of(A)).containsExactly(1, 3, 4);
        DeadLetter letter = router.deadLetters("billing", 0, 10).getFirst();
        assertThat(letter.cause().lines().toList())
                .startsWith("java.io.IOException: no 2; caused by java.lang.IllegalStateException: the reason behind")
                .element(1)
                .asString()
                .startsWith("\tat ")
                .contains("Picky");
        assertThat(router.deadLetters("billing", 0, 10))
                .containsExactly(
                        new DeadLetter("billing", journal.entries().get(1).record(), letter.cause(), 3, NOW));
        assertThat(router.consumers())
                .containsExactly(new ConsumerStatus("billing", ConsumerState.RUNNING, 4, 0, 0, 0, 1, 0, null));
        assertThat(metrics.count("gateway_consumer_set_aside", "consumer", "billing"))
                .isEqualTo(1);
    }

    @Test
    void anErrorIsAFailureToo() {
        EventRouter router = open(SELDOM);
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    throw new StackOverflowError("deep");
                },
                PATIENT);
        append(A, 1);

        untilPosition(subscription, 1);
        assertThat(router.deadLetters("billing", 0, 10)
                        .getFirst()
                        .cause()
                        .lines()
                        .toList())
                .as("what it said, and where it was thrown")
                .startsWith("java.lang.StackOverflowError: deep")
                .element(1)
                .asString()
                .startsWith("\tat ")
                .contains("RouterFailureTest");
    }

    @Test
    void onlyTheDeviceOfTheFailingEventWaits() {
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    if (event.device().equals(A)) {
                        throw new IOException("never");
                    }
                    recorder.handle(event);
                },
                ConsumerOptions.DEFAULT.retrying(
                        new RetryPolicy(RetryPolicy.UNLIMITED, Duration.ofMillis(1), Duration.ofMillis(2))));
        for (int i = 1; i <= 100; i++) {
            append(A, i);
            append(B, i);
        }

        until(() -> recorder.of(B).size() == 100);

        assertThat(subscription.position())
                .as("A's first event holds the position")
                .isZero();
        ConsumerStatus status = router.consumers().getFirst();
        assertThat(status.inFlight()).isEqualTo(100);
        assertThat(status.retrying()).isLessThanOrEqualTo(1);
        assertThat(status.lag()).isEqualTo(200);
        assertThat(status.parked()).isZero();
    }

    @Test
    void aFailingConsumerDisturbsNoOther() {
        EventRouter router = open(SELDOM);
        router.subscribe(
                "broken",
                event -> {
                    throw new IOException("never");
                },
                ConsumerOptions.DEFAULT
                        .retrying(new RetryPolicy(RetryPolicy.UNLIMITED, Duration.ofMillis(1), Duration.ofMillis(2)))
                        .bounded(4, 16));
        Recorder recorder = new Recorder();
        Subscription healthy = router.subscribe("healthy", recorder, ConsumerOptions.DEFAULT);
        for (int i = 1; i <= 2_000; i++) {
            append(device(i % 10), i);
        }

        untilPosition(healthy, 2_000);
        assertThat(recorder.count()).isEqualTo(2_000);
    }

    @Test
    void whatIsParkedSurvivesACrashWithoutThePosition() throws Exception {
        EventRouter router = open(SELDOM);
        Subscription subscription = router.subscribe("billing", new Picky(2), PATIENT);
        appendUpTo(A, 3);
        untilPosition(subscription, 3);

        EventRouter restarted = open(fileAsItIs(), SELDOM, RetentionHolds.NONE);
        assertThat(restarted.deadLetters("billing", 0, 10)).hasSize(1);
        Recorder recorder = new Recorder();
        Subscription again = restarted.subscribe("billing", recorder, PATIENT);
        untilPosition(again, 3);

        assertThat(recorder.of(A)).containsExactly(1, 2, 3);
        assertThat(restarted.deadLetters("billing", 0, 10))
                .as("its event was delivered again and handled this time")
                .isEmpty();
        assertThat(restarted.consumers().getFirst().parked()).isZero();
    }

    @Test
    void aParkedEventIsDrivenAgain() throws Exception {
        EventRouter router = open(SELDOM);
        Picky picky = new Picky(2);
        Subscription subscription = router.subscribe("billing", picky, PATIENT);
        appendUpTo(A, 3);
        untilPosition(subscription, 3);

        assertThat(router.redrive("billing", 2).get(60, TimeUnit.SECONDS)).isFalse();
        assertThat(router.deadLetters("billing", 0, 10).getFirst().attempts()).isEqualTo(4);
        assertThat(router.deadLetters("billing", 0, 10).getFirst().since()).isEqualTo(NOW);

        picky.bad.clear();
        assertThat(router.redrive("billing", 2).get(60, TimeUnit.SECONDS)).isTrue();

        assertThat(router.deadLetters("billing", 0, 10)).isEmpty();
        assertThat(picky.recorder.of(A)).containsExactly(1, 3, 2);
        assertThat(subscription.position()).isEqualTo(3);
        assertThat(router.consumers().getFirst().inFlight()).isZero();
        assertThatThrownBy(() -> router.redrive("billing", 2))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("no dead letter about event 2");
    }

    @Test
    void whatIsDrivenAgainWaitsForItsLane() throws Exception {
        EventRouter router = open(SELDOM);
        Picky picky = new Picky(1);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    if (number(event) == 2) {
                        busy.countDown();
                        go.await();
                    }
                    picky.handle(event);
                },
                PATIENT);
        append(A, 1);
        untilPosition(subscription, 1);
        append(A, 2);
        busy.await();
        picky.bad.clear();

        var redriven = router.redrive("billing", 1);
        assertThat(redriven).isNotDone();
        go.countDown();

        assertThat(redriven.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(picky.recorder.of(A)).containsExactly(2, 1);
    }

    @Test
    void allParkedEventsAreDrivenAgainInOrder() throws Exception {
        EventRouter router = open(SELDOM);
        Picky picky = new Picky(IntStream.rangeClosed(1, 130).boxed().toArray(Integer[]::new));
        Subscription subscription = router.subscribe(
                "billing",
                picky,
                ConsumerOptions.DEFAULT.retrying(new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1))));
        appendUpTo(A, 130);
        untilPosition(subscription, 130);
        assertThat(router.consumers().getFirst().parked()).isEqualTo(130);
        picky.bad.removeIf(number -> number != 100);

        assertThat(router.redriveAll("billing").get(60, TimeUnit.SECONDS)).isEqualTo(new Redriven(129, 1));

        assertThat(router.deadLetters("billing", 0, 10))
                .extracting(letter -> letter.record().offset())
                .containsExactly(100L);
        assertThat(picky.recorder.of(A)).isSorted().hasSize(129);
    }

    @Test
    void aParkedEventIsDroppedForAReason() {
        EventRouter router = open(SELDOM);
        Subscription subscription = router.subscribe("billing", new Picky(2), PATIENT);
        appendUpTo(A, 3);
        untilPosition(subscription, 3);

        assertThatThrownBy(() -> router.drop("billing", 2, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a reason is needed");
        router.drop("billing", 2, "a test device");

        assertThat(router.deadLetters("billing", 0, 10)).isEmpty();
        assertThat(router.consumers().getFirst().parked()).isZero();
        assertThatThrownBy(() -> router.drop("billing", 2, "again")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void whoIsNotRunningCannotDriveAgain() {
        EventRouter router = open(SELDOM);
        Subscription subscription = router.subscribe("billing", new Picky(1), PATIENT);
        append(A, 1);
        untilPosition(subscription, 1);

        router.pause("billing");
        assertThatThrownBy(() -> router.redrive("billing", 1)).hasMessageContaining("resume it first");
        router.resume("billing");
        subscription.close();
        assertThatThrownBy(() -> router.redrive("billing", 1)).hasMessageContaining("not subscribed");
        assertThatThrownBy(() -> router.redriveAll("billing").get(60, TimeUnit.SECONDS))
                .hasMessageContaining("not subscribed");
    }

    @Test
    void thePositionNeverPassesWhatCouldNotBeParked() throws Exception {
        EventRouter router = open(SELDOM);
        sql("CREATE TRIGGER full BEFORE INSERT ON dead_letter BEGIN SELECT raise(ABORT, 'no room'); END");
        Subscription subscription = router.subscribe("billing", new Picky(2), PATIENT);
        appendUpTo(A, 3);

        until(() -> router.consumers().getFirst().problem() != null);
        assertThat(router.consumers().getFirst().problem())
                .contains("event 2 cannot be parked")
                .contains("no room");
        assertThat(subscription.position()).isEqualTo(1);

        sql("DROP TRIGGER full");
        untilPosition(subscription, 3);
        assertThat(router.deadLetters("billing", 0, 10)).hasSize(1);
        assertThat(router.consumers().getFirst().problem()).isNull();
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void whenThereIsNoRoomForMoreDeadLettersEventsAreTriedOn() {
        EventRouter router = open(SELDOM);
        Picky picky = new Picky(1, 2);
        Subscription subscription = router.subscribe("billing", picky, PATIENT.parkingAtMost(1));
        appendUpTo(A, 3);

        until(() -> picky.attempts.get() > 3 + 5);
        assertThat(subscription.position()).isEqualTo(1);
        assertThat(router.consumers().getFirst().problem()).contains("there are 1 dead letters, which is the limit");

        router.drop("billing", 1, "make room");
        untilPosition(subscription, 3);
        assertThat(router.deadLetters("billing", 0, 10))
                .extracting(letter -> letter.record().offset())
                .containsExactly(2L);
    }
}
