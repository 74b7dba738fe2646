package io.devicegateway.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.RetryPolicy;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.Subscription;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.supervision.Supervision;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What one device, or one moment without memory, must not take from the others. */
final class RouterSharesTest extends RouterFixture {
    private static final ConsumerOptions FOR_EVER = ConsumerOptions.DEFAULT.retrying(
            new RetryPolicy(RetryPolicy.UNLIMITED, Duration.ofSeconds(20), Duration.ofSeconds(20)));

    @Test
    void aDeviceWhoseEventsFailHoldsUpNobodyElse() {
        EventRouter router = open(SELDOM);
        appendUpTo(A, 5_000);
        append(B, 1);
        Recorder recorder = new Recorder();

        router.subscribe("billing", failingFor(Set.of(A), recorder), FOR_EVER);

        until(() -> recorder.of(B).size() == 1);
        ConsumerStatus status = router.consumers().getFirst();
        assertThat(status.inFlight()).isEqualTo(5_000);
        assertThat(status.position()).isZero();
    }

    @Test
    void moreFailingDevicesThanTheWindowHoldsHoldUpNobodyElse() {
        EventRouter router = open(SELDOM);
        Set<DeviceId> failing = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 1_500; i++) {
            failing.add(device(1_000 + i));
            append(device(1_000 + i), 1);
        }
        append(B, 1);
        Recorder recorder = new Recorder();

        router.subscribe("billing", failingFor(failing, recorder), FOR_EVER);

        until(() -> recorder.of(B).size() == 1);
    }

    @Test
    void handlersThatDoNotReturnHoldUpNobodyElse() {
        EventRouter router = open(SELDOM);
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 20; i++) {
            appendUpTo(device(1_000 + i), 100);
        }
        append(B, 1);
        Recorder recorder = new Recorder();

        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    if (!event.device().equals(B)) {
                        never.await();
                    }
                    recorder.handle(event);
                },
                ConsumerOptions.DEFAULT);

        until(() -> recorder.of(B).size() == 1);
        never.countDown();
        untilPosition(subscription, 2_001);
        assertThat(recorder.of(device(1_007))).hasSize(100).isSorted();
    }

    @Test
    void aDeviceWhoseEveryEventFailsIsParkedAtOnceAfterTheFirst() {
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        RetryPolicy slow = new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(1));
        for (int i = 1; i <= 500; i++) {
            append(A, i);
            append(B, i);
        }

        Subscription subscription = router.subscribe(
                "billing", slowly(failingFor(Set.of(A), recorder)), ConsumerOptions.DEFAULT.retrying(slow));

        untilPosition(subscription, 1_000);
        assertThat(router.deadLetters("billing", 0, 1_000)).hasSize(500);
        assertThat(router.deadLetters("billing", 0, 1).getFirst().attempts()).isEqualTo(3);
        assertThat(recorder.of(B)).hasSize(500);
    }

    /** So that others are still handled when the first event of the failing one is parked. */
    private static EventHandler slowly(EventHandler handler) {
        return event -> {
            if (event.device().equals(B)) {
                Thread.sleep(8);
            }
            handler.handle(event);
        };
    }

    private static EventHandler failingFor(Set<DeviceId> devices, Recorder recorder) {
        return event -> {
            if (devices.contains(event.device())) {
                throw new IOException("the backend does not know this device");
            }
            recorder.handle(event);
        };
    }

    @Test
    void aFullWindowAndALateCallAreProblems() {
        RouterSettings impatient =
                new RouterSettings(8, Duration.ofHours(1), Duration.ofSeconds(20), Duration.ofMillis(50));
        EventRouter router = open(impatient);
        CountDownLatch never = new CountDownLatch(1);
        appendUpTo(A, 4);
        append(B, 1);

        router.subscribe("billing", event -> never.await(), ConsumerOptions.DEFAULT.bounded(1, 2));

        until(() -> String.valueOf(router.consumers().getFirst().problem()).contains("the window is full"));
        assertThat(router.consumers().getFirst().problem())
                .contains("event 1 of test:D1 has been with the handler for");
        never.countDown();
        until(() -> router.consumers().getFirst().problem() == null);
    }

    @Test
    void neverTwoCallsForOneDeviceNotEvenAfterAPause() throws Exception {
        EventRouter router = open(new RouterSettings(8, Duration.ofHours(1), Duration.ofMillis(10)));
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger atATime = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        append(A, 1);
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    if (event.device().equals(A)) {
                        most.accumulateAndGet(atATime.incrementAndGet(), Math::max);
                        begun.countDown();
                        awaitWhateverHappens(go);
                        atATime.decrementAndGet();
                    }
                },
                ConsumerOptions.DEFAULT);
        begun.await();

        router.pause("billing");
        router.resume("billing");
        append(B, 1);
        until(() -> router.consumers().getFirst().retrying() == 1);

        go.countDown();
        untilPosition(subscription, 2);
        assertThat(most.get())
                .as("A's and B's may be under way together, A's twice may not")
                .isLessThanOrEqualTo(2);
    }

    private static void awaitWhateverHappens(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException e) {
                // A handler that does not care to be told.
                done = false;
            }
        }
    }

    @Test
    void aSubscriptionClosedByItsOwnHandlerIsOverAtOnce() {
        EventRouter router = open(SELDOM);
        AtomicReference<Subscription> own = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        AtomicReference<ConsumerState> state = new AtomicReference<>();
        Recorder recorder = new Recorder();
        own.set(router.subscribe(
                "billing",
                event -> {
                    known.await();
                    own.get().close();
                    state.set(router.consumers().getFirst().state());
                    recorder.handle(event);
                },
                ConsumerOptions.DEFAULT));
        known.countDown();
        appendUpTo(A, 3);

        until(() -> router.consumers().getFirst().position() == 1);
        assertThat(state).hasValue(ConsumerState.STOPPED);
        assertThat(own.get().isOpen()).isFalse();
        assertThat(recorder.of(A)).containsExactly(1);

        Subscription again = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        untilPosition(again, 3);
        assertThat(recorder.of(A)).containsExactly(1, 2, 3);
    }

    @Test
    void positionsAreStoredAfterAnError() throws Exception {
        SqliteConsumerStore real = SqliteConsumerStore.open(file());
        AtomicInteger saves = new AtomicInteger();
        ConsumerStore store = failingOnce(real, saves, new OutOfMemoryError("for a moment"));
        Supervision supervision = new Supervision(metrics, System::nanoTime);
        try (real;
                EventRouter router = new EventRouter(
                        journal, store, RetentionHolds.NONE, clock, metrics, OFTEN, null, supervision)) {
            router.subscribe("billing", event -> {}, ConsumerOptions.DEFAULT);
            append(A, 1);
            until(() -> saves.get() > 0);
            append(A, 2);

            until(() -> real.consumers().getFirst().position() == 2);
            until(() -> supervision.failing().isEmpty());
            assertThat(metrics.count("gateway_task_failures", "task", "consumer-positions"))
                    .isEqualTo(1);
        }
    }

    private static ConsumerStore failingOnce(ConsumerStore real, AtomicInteger saves, Error failure) {
        return (ConsumerStore) Proxy.newProxyInstance(
                ConsumerStore.class.getClassLoader(), new Class<?>[] {ConsumerStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("save")
                            && !((Map<?, ?>) args[0]).isEmpty()
                            && saves.incrementAndGet() == 1) {
                        throw failure;
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void metersOfConsumersThatAreGoneGo() {
        EventRouter router = open(SELDOM);
        Set<String> before = metrics.values().keySet();
        for (int i = 0; i < 50; i++) {
            router.subscribe("c" + i, event -> {}, ConsumerOptions.DEFAULT).close();
            router.remove("c" + i);
        }

        assertThat(metrics.values().keySet()).isEqualTo(before);
    }

    @Test
    void aPageOfDeadLettersIsBoundedInBytes() {
        EventRouter router = open(SELDOM);
        byte[] large = new byte[400_000];
        for (int i = 0; i < 30; i++) {
            EventRecord unused = journal.append(new Draft(1, new SoundVolume(A, i), large, null, List.of()))
                    .join();
        }
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    throw new IOException("never");
                },
                ConsumerOptions.DEFAULT.retrying(new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1))));
        untilPosition(subscription, 30);

        int page = router.deadLetters("billing", 0, 1_000).size();
        assertThat(page).isBetween(1, 12);
        assertThat(router.deadLetters("billing", page, 1_000)).isNotEmpty();
    }

    @Test
    void aLostEndOfTheJournalSendsNobodyBackToItsBeginning() throws Exception {
        journal.become("one");
        appendUpTo(A, 5);
        Recorder recorder = new Recorder();
        EventRouter router = open(SELDOM);
        untilPosition(router.subscribe("billing", recorder, ConsumerOptions.DEFAULT), 5);
        close(router);
        journal.loseFrom(5);

        EventRouter again = open(SELDOM);
        again.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        append(A, 6);
        append(A, 7);

        until(() -> again.consumers().getFirst().position() == 6);
        assertThat(recorder.of(A)).containsExactly(1, 2, 3, 4, 5, 7);
    }

    @Test
    void anotherJournalIsDeliveredFromItsBeginning() throws Exception {
        journal.become("one");
        appendUpTo(A, 3);
        EventRouter router = open(SELDOM);
        untilPosition(router.subscribe("billing", new Recorder(), ConsumerOptions.DEFAULT), 3);
        close(router);
        journal.become("two");
        append(A, 4);

        EventRouter again = open(SELDOM);
        Recorder recorder = new Recorder();
        untilPosition(again.subscribe("billing", recorder, ConsumerOptions.DEFAULT), 4);
        assertThat(recorder.of(A)).containsExactly(1, 2, 3, 4);
    }
}
