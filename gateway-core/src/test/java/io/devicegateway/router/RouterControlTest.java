package io.devicegateway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.RetryPolicy;
import io.devicegateway.api.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Slow handlers, and what operators do. */
final class RouterControlTest extends RouterFixture {
    private static final RouterSettings HASTY = new RouterSettings(8, Duration.ofHours(1), Duration.ofMillis(20));

    @Test
    void aSlowDeviceHoldsBackNoOther() {
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        CountDownLatch slow = new CountDownLatch(1);
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    if (event.device().equals(A)) {
                        slow.await();
                    }
                    recorder.handle(event);
                },
                ConsumerOptions.DEFAULT);
        append(A, 1);
        for (int i = 0; i < 5_000; i++) {
            append(device(100 + i % 200), i);
        }

        until(() -> recorder.count() == 5_000);
        assertThat(subscription.position()).isZero();
        assertThat(router.consumers().getFirst().inFlight()).isEqualTo(1);

        slow.countDown();
        untilPosition(subscription, 5_001);
    }

    @Test
    void aSlowConsumerHoldsBackNoOtherAndTakesOnlyItsWindow() {
        EventRouter router = open(SELDOM);
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        Subscription stuck = router.subscribe(
                "stuck",
                event -> {
                    begun.incrementAndGet();
                    slow.await();
                },
                ConsumerOptions.DEFAULT.bounded(3, 50));
        Recorder recorder = new Recorder();
        Subscription healthy = router.subscribe("healthy", recorder, ConsumerOptions.DEFAULT);
        for (int i = 0; i < 1_000; i++) {
            append(device(i % 100), i);
        }

        untilPosition(healthy, 1_000);
        until(() -> router.consumers().getLast().inFlight() == 50);
        assertThat(begun).hasValue(3);
        assertThat(router.consumers().getLast().lag()).isEqualTo(1_000);
        assertThat(metrics.values())
                .containsEntry("gateway_consumer_lag[consumer, stuck]", 1_000.0)
                .containsEntry("gateway_consumer_in_flight[consumer, stuck]", 50.0);

        slow.countDown();
        untilPosition(stuck, 1_000);
    }

    @Test
    void aPausedConsumerStaysPausedAcrossARestart() throws Exception {
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        Subscription subscription = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        append(A, 1);
        untilPosition(subscription, 1);

        router.pause("billing");
        append(A, 2);
        assertThat(router.consumers().getFirst().state()).isEqualTo(ConsumerState.PAUSED);
        close(router);

        EventRouter restarted = open(SELDOM);
        Subscription again = restarted.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        assertThat(restarted.consumers())
                .containsExactly(new ConsumerStatus("billing", ConsumerState.PAUSED, 1, 1, 0, 0, 0, 0, null));
        assertThat(recorder.of(A)).containsExactly(1);

        restarted.resume("billing");
        untilPosition(again, 2);
        assertThat(restarted.consumers().getFirst().state()).isEqualTo(ConsumerState.RUNNING);
        assertThat(recorder.of(A)).containsExactly(1, 2);
    }

    @Test
    void pausingRepeatsNothingThatIsDone() {
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    if (event.device().equals(A)) {
                        begun.countDown();
                        slow.await();
                    }
                    recorder.handle(event);
                },
                ConsumerOptions.DEFAULT);
        append(A, 1);
        append(A, 2);
        for (int i = 1; i <= 100; i++) {
            append(B, i);
        }
        until(() -> recorder.of(B).size() == 100);
        CompletableFuture<Void> pausing = CompletableFuture.runAsync(() -> router.pause("billing"));
        untilNothingBegins(router);
        slow.countDown();
        pausing.join();
        assertThat(subscription.position()).as("A's second event was not begun").isEqualTo(1);

        router.resume("billing");
        untilPosition(subscription, 102);

        assertThat(recorder.of(A)).containsExactly(1, 2);
        assertThat(recorder.of(B)).hasSize(100);
    }

    /** Only a consumer that delivers has events in flight. */
    private static void untilNothingBegins(EventRouter router) {
        until(() -> router.consumers().getFirst().inFlight() == 0);
    }

    @Test
    void aRewoundConsumerGetsItAllAgain() throws Exception {
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        Subscription subscription = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        appendUpTo(A, 5);
        untilPosition(subscription, 5);

        router.rewind("billing", 2);
        until(() -> recorder.of(A).size() == 8);
        untilPosition(subscription, 5);
        assertThat(recorder.of(A)).containsExactly(1, 2, 3, 4, 5, 3, 4, 5);

        router.pause("billing");
        router.rewind("billing", 4);
        assertThat(recorder.of(A)).hasSize(8);
        assertThat(subscription.position()).isEqualTo(4);
        EventRouter crashed = open(fileAsItIs(), SELDOM, RetentionHolds.NONE);
        assertThat(crashed.consumers().getFirst().position()).isEqualTo(4);
        router.resume("billing");
        until(() -> recorder.of(A).size() == 9);
    }

    @Test
    void cannotBeRewoundToWhatIsNotThere() {
        EventRouter router = open(SELDOM);
        Subscription subscription = router.subscribe("billing", event -> {}, ConsumerOptions.DEFAULT);
        appendUpTo(A, 5);
        untilPosition(subscription, 5);
        journal.removeBelow(3);

        assertThatThrownBy(() -> router.rewind("billing", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be rewound to 1: it can go back to 2")
                .hasMessageContaining("stands at 5");
        assertThatThrownBy(() -> router.rewind("billing", 6)).isInstanceOf(IllegalArgumentException.class);
        router.rewind("billing", 2);
        untilPosition(subscription, 5);
    }

    @Test
    void aConsumerIsRemovedWhenNobodyIsSubscribed() throws Exception {
        EventRouter router = open(SELDOM);
        Subscription subscription = router.subscribe("billing", event -> {}, ConsumerOptions.DEFAULT);
        appendUpTo(A, 5);
        untilPosition(subscription, 5);
        assertThatThrownBy(() -> router.remove("billing"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("close its subscription first");

        subscription.close();
        router.remove("billing");

        assertThat(router.consumers()).isEmpty();
        assertThat(router.lowestNeeded()).isEqualTo(Long.MAX_VALUE);
        Recorder recorder = new Recorder();
        Subscription anew = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        untilPosition(anew, 5);
        assertThat(recorder.of(A)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void whatAConsumerHasNotPassedOnTheDiskIsHeld() throws Exception {
        Map<String, LongSupplier> holds = new ConcurrentHashMap<>();
        RetentionHolds retention = (name, lowest) -> {
            holds.put(name, lowest);
            return () -> holds.remove(name);
        };
        EventRouter router = open(file(), SELDOM, retention);
        Subscription billing = router.subscribe("billing", event -> {}, ConsumerOptions.DEFAULT);
        appendUpTo(A, 5);
        untilPosition(billing, 5);
        assertThat(holds.get("consumer billing").getAsLong())
                .as("the position is not on the disk yet")
                .isEqualTo(1);

        billing.close();
        assertThat(holds.get("consumer billing").getAsLong()).isEqualTo(6);
        router.subscribe("late", event -> {}, ConsumerOptions.DEFAULT.startingAt(ConsumerOptions.Start.NOW))
                .close();
        appendUpTo(A, 5);
        assertThat(router.lowestNeeded())
                .as("nobody is subscribed, and both are held for")
                .isEqualTo(6);
        close(router);
        assertThat(holds).isEmpty();

        EventRouter restarted = open(file(), SELDOM, retention);
        assertThat(holds.keySet()).containsExactlyInAnyOrder("consumer billing", "consumer late");
        restarted.remove("late");
        assertThat(holds.keySet()).containsExactly("consumer billing");
    }

    @Test
    void positionsAreStoredByThemselves() {
        EventRouter router = open(OFTEN);
        router.subscribe("billing", event -> {}, ConsumerOptions.DEFAULT);
        appendUpTo(A, 5);

        until(() -> router.lowestNeeded() == 6);
    }

    @Test
    void eventsThatWereRemovedAreCountedAndPassedOver() {
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        Subscription first = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        appendUpTo(A, 2);
        untilPosition(first, 2);
        first.close();
        for (int i = 3; i <= 3_000; i++) {
            append(A, i);
        }
        journal.removeBelow(2_999);

        Subscription again = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        untilPosition(again, 3_000);
        assertThat(recorder.of(A)).containsExactly(1, 2, 2_999, 3_000);
        assertThat(router.consumers().getFirst().missed()).isEqualTo(2_996);
        assertThat(metrics.count("gateway_consumer_missed", "consumer", "billing"))
                .isEqualTo(2_996);

        again.close();
        append(A, 3_001);
        append(A, 3_002);
        journal.removeBelow(3_003);
        Subscription last = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        untilPosition(last, 3_002);
        assertThat(router.consumers().getFirst().missed()).isEqualTo(2_998);
    }

    @Test
    void aPositionBehindTheEndOfTheJournalIsOneOfAnotherJournal() throws Exception {
        try (ConsumerStore store = SqliteConsumerStore.open(file())) {
            store.add(new ConsumerStore.StoredConsumer("billing", 1_000, false));
        }
        appendUpTo(A, 3);
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        Subscription subscription = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);

        untilPosition(subscription, 3);
        assertThat(recorder.of(A)).containsExactly(1, 2, 3);
    }

    @Test
    void closingWaitsForTheHandlerUnderWay() throws Exception {
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    begun.countDown();
                    go.await();
                    recorder.handle(event);
                },
                ConsumerOptions.DEFAULT);
        append(A, 1);
        append(A, 2);
        begun.await();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(subscription::close);
        untilNothingBegins(router);
        assertThat(closing).isNotDone();
        go.countDown();
        closing.get(60, TimeUnit.SECONDS);

        assertThat(recorder.of(A)).containsExactly(1);
        assertThat(subscription.position()).isEqualTo(1);
        assertThat(router.consumers().getFirst().state()).isEqualTo(ConsumerState.STOPPED);
    }

    @Test
    void aHandlerThatDoesNotEndIsInterruptedAndItsEventComesAgain() {
        EventRouter router = open(HASTY);
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                        throw e;
                    }
                },
                ConsumerOptions.DEFAULT.retrying(new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1))));
        append(A, 1);
        until(() -> begun.getCount() == 0);

        subscription.close();

        assertThat(interrupted).hasValue(1);
        assertThat(subscription.position()).isZero();
        assertThat(router.deadLetters("billing", 0, 10))
                .as("that it was interrupted says nothing of it")
                .isEmpty();
        Recorder recorder = new Recorder();
        Subscription again = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        untilPosition(again, 1);
        assertThat(recorder.of(A)).containsExactly(1);
    }

    @Test
    void aHandlerMayCloseItsOwnSubscription() {
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        AtomicReference<Subscription> own = new AtomicReference<>();
        CountDownLatch subscribed = new CountDownLatch(1);
        AtomicReference<Exception> refused = new AtomicReference<>();
        own.set(router.subscribe(
                "billing",
                event -> {
                    subscribed.await();
                    recorder.handle(event);
                    try {
                        router.rewind("billing", 0);
                    } catch (IllegalStateException e) {
                        refused.set(e);
                    }
                    own.get().close();
                },
                ConsumerOptions.DEFAULT));
        subscribed.countDown();
        append(A, 1);

        until(() -> router.consumers().getFirst().state() == ConsumerState.STOPPED);
        assertThat(recorder.of(A)).containsExactly(1);
        assertThat(own.get().position()).isEqualTo(1);
        assertThat(refused.get()).hasMessageContaining("by its own handler");
    }

    @Test
    void nobodySubscribesToAClosedRouter() {
        EventRouter router = open(SELDOM);
        router.close();

        assertThatThrownBy(() -> router.subscribe("billing", event -> {}, ConsumerOptions.DEFAULT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
