package io.devicegateway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Subscription;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RouterDeliveryTest extends RouterFixture {
    @Test
    void deliversWhatIsThereAndWhatComes() {
        appendUpTo(A, 3);
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        Subscription subscription = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        untilPosition(subscription, 3);

        append(B, 1);
        append(A, 4);

        untilPosition(subscription, 5);
        assertThat(recorder.of(A)).containsExactly(1, 2, 3, 4);
        assertThat(recorder.of(B)).containsExactly(1);
        assertThat(subscription.consumer()).isEqualTo("billing");
        assertThat(metrics.count("gateway_consumer_handled", "consumer", "billing"))
                .isEqualTo(5);
    }

    @Test
    void handsOverTheRecordAsItIs() {
        EventRouter router = open(SELDOM);
        Map<Long, EventRecord> seen = new ConcurrentHashMap<>();
        Subscription subscription =
                router.subscribe("billing", event -> seen.put(event.offset(), event), ConsumerOptions.DEFAULT);

        EventRecord appended = append(A, 1);

        untilPosition(subscription, 1);
        assertThat(seen).containsEntry(1L, appended);
    }

    @Test
    void aNewConsumerCanBeginNow() {
        appendUpTo(A, 3);
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        Subscription subscription =
                router.subscribe("billing", recorder, ConsumerOptions.DEFAULT.startingAt(ConsumerOptions.Start.NOW));
        assertThat(subscription.position()).isEqualTo(3);

        append(A, 4);

        untilPosition(subscription, 4);
        assertThat(recorder.of(A)).containsExactly(4);
    }

    @Test
    void keepsTheOrderOfEachDeviceWhileItServesManyAtOnce() {
        int devices = 100;
        int each = 300;
        EventRouter router = open(OFTEN);
        Recorder recorder = new Recorder();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Map<DeviceId, AtomicInteger> busy = new ConcurrentHashMap<>();
        AtomicInteger overlaps = new AtomicInteger();
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    AtomicInteger own = busy.computeIfAbsent(event.device(), device -> new AtomicInteger());
                    overlaps.addAndGet(own.getAndIncrement());
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    if (number(event) % 50 == 0) {
                        LockSupport.parkNanos(100_000);
                    }
                    recorder.handle(event);
                    now.decrementAndGet();
                    own.decrementAndGet();
                },
                ConsumerOptions.DEFAULT.bounded(16, 200));
        Random random = new Random(7);
        int[] next = new int[devices];
        for (int i = 0; i < devices * each; i++) {
            int device = random.nextInt(devices);
            append(device(device), ++next[device]);
        }

        untilPosition(subscription, devices * each);

        for (int device = 0; device < devices; device++) {
            assertThat(recorder.of(device(device)))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, next[device]).boxed().toList());
        }
        assertThat(overlaps).as("events of one device at the same time").hasValue(0);
        assertThat(most.get()).isBetween(2, 16);
    }

    @Test
    void resumesWhereItStoppedWithNewObjectsOnTheSameFiles() throws Exception {
        EventRouter router = open(SELDOM);
        Recorder first = new Recorder();
        Subscription subscription = router.subscribe("billing", first, ConsumerOptions.DEFAULT);
        appendUpTo(A, 5);
        untilPosition(subscription, 5);
        close(router);
        append(A, 6);

        EventRouter restarted = open(SELDOM);
        assertThat(restarted.consumers())
                .containsExactly(new ConsumerStatus("billing", ConsumerState.STOPPED, 5, 1, 0, 0, 0, 0, null));
        Recorder second = new Recorder();
        Subscription again = restarted.subscribe("billing", second, ConsumerOptions.DEFAULT);
        untilPosition(again, 6);

        assertThat(first.of(A)).containsExactly(1, 2, 3, 4, 5);
        assertThat(second.of(A)).containsExactly(6);
    }

    @Test
    void afterACrashNothingIsMissing() throws Exception {
        EventRouter router = open(OFTEN);
        Recorder first = new Recorder();
        CountDownLatch stuck = new CountDownLatch(1);
        Subscription subscription = router.subscribe(
                "billing",
                event -> {
                    if (event.device().equals(B) && number(event) == 3) {
                        stuck.await();
                    }
                    first.handle(event);
                },
                ConsumerOptions.DEFAULT);
        for (int i = 1; i <= 50; i++) {
            append(A, i);
            append(B, i);
        }
        // B's third event, offset 6, is under way for ever; all else up to it is done, and A's events after it too.
        untilPosition(subscription, 5);
        until(() -> first.of(A).size() == 50);
        until(() -> stored(fileAsItIs()) == 5 && ahead(fileAsItIs()) == 47);

        EventRouter restarted = open(fileAsItIs(), OFTEN, RetentionHolds.NONE);
        Recorder second = new Recorder();
        Subscription again = restarted.subscribe("billing", second, ConsumerOptions.DEFAULT);
        untilPosition(again, 100);

        assertThat(first.of(B)).containsExactly(1, 2);
        assertThat(second.of(B))
                .containsExactlyElementsOf(IntStream.rangeClosed(3, 50).boxed().toList());
        assertThat(second.of(A)).as("what was stored as done is not done again").isEmpty();
        stuck.countDown();
    }

    private static int ahead(Path file) {
        try (ConsumerStore store = SqliteConsumerStore.open(file)) {
            return store.consumers().getFirst().passed().ahead().cardinality();
        }
    }

    @Test
    void whatIsFlushedIsNeverDeliveredAgain() throws Exception {
        EventRouter router = open(SELDOM);
        Set<Long> passed = ConcurrentHashMap.newKeySet();
        CountDownLatch stuck = new CountDownLatch(1);
        router.subscribe(
                "billing",
                new AcknowledgedHandler() {
                    @Override
                    public void handle(EventRecord event) throws InterruptedException {
                        if (event.offset() == 2) {
                            stuck.await();
                        }
                    }

                    @Override
                    public void passed(long offset) {
                        passed.add(offset);
                    }
                },
                ConsumerOptions.DEFAULT);
        append(A, 1);
        append(B, 1);
        append(A, 2);
        until(() -> passed.containsAll(List.of(1L, 3L)));

        router.flush("billing");

        Recorder second = new Recorder();
        Subscription again =
                open(fileAsItIs(), OFTEN, RetentionHolds.NONE).subscribe("billing", second, ConsumerOptions.DEFAULT);
        untilPosition(again, 3);
        assertThat(second.of(A)).isEmpty();
        assertThat(second.of(B)).containsExactly(1);
        stuck.countDown();
    }

    @Test
    void aNewConsumerBeginsAfterAnOffsetOrAtATime() throws Exception {
        EventRouter router = open(OFTEN);
        appendUpTo(A, 5);
        Instant all = journal.reader(1).poll().record().receivedAt();

        int number = 0;
        for (var expected : Map.of(
                        ConsumerOptions.Start.OLDEST,
                        0L,
                        ConsumerOptions.Start.NOW,
                        5L,
                        new ConsumerOptions.Start.After(3),
                        3L,
                        new ConsumerOptions.Start.After(99),
                        5L,
                        new ConsumerOptions.Start.At(all.plusSeconds(3600)),
                        5L,
                        new ConsumerOptions.Start.At(all),
                        0L)
                .entrySet()) {
            Recorder recorder = new Recorder();
            String name = "n" + number++;
            router.subscribe(name, recorder, ConsumerOptions.DEFAULT.startingAt(expected.getKey()));
            until(() -> router.consumer(name).orElseThrow().lag() == 0);
            assertThat(recorder.count()).as(expected.toString()).isEqualTo((int) (5 - expected.getValue()));
        }
    }

    @Test
    void aConsumerIsSentBackToATime() throws Exception {
        EventRouter router = open(OFTEN);
        appendUpTo(A, 3);
        Instant all = journal.reader(1).poll().record().receivedAt();
        Recorder recorder = new Recorder();
        Subscription subscription = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        untilPosition(subscription, 3);

        router.rewind("billing", all.plusSeconds(3600));
        assertThat(recorder.count()).isEqualTo(3);
        router.rewind("billing", all);

        until(() -> recorder.count() == 6);
        assertThat(recorder.of(A)).containsExactly(1, 2, 3, 1, 2, 3);
    }

    private static long stored(Path file) {
        try (ConsumerStore store = SqliteConsumerStore.open(file)) {
            return store.consumers().getFirst().position();
        }
    }

    @Test
    void twoConsumersEachGetEverything() {
        EventRouter router = open(SELDOM);
        Recorder billing = new Recorder();
        Recorder console = new Recorder();
        Subscription one = router.subscribe("billing", billing, ConsumerOptions.DEFAULT);
        Subscription two = router.subscribe("console", console, ConsumerOptions.DEFAULT);
        appendUpTo(A, 10);

        untilPosition(one, 10);
        untilPosition(two, 10);

        assertThat(billing.of(A)).hasSize(10).isEqualTo(console.of(A));
    }

    @Test
    void aConsumerIsSubscribedOnce() {
        EventRouter router = open(SELDOM);
        Subscription first = router.subscribe("billing", event -> {}, ConsumerOptions.DEFAULT);
        assertThatThrownBy(() -> router.subscribe("billing", event -> {}, ConsumerOptions.DEFAULT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'billing' is subscribed already");

        first.close();
        Recorder recorder = new Recorder();
        Subscription second = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        first.close();

        append(A, 1);
        untilPosition(second, 1);
        assertThat(recorder.of(A))
                .as("closing the first again does not stop the second")
                .containsExactly(1);
    }

    @Test
    void namesAndTheirNumberAreBounded() {
        EventRouter router = open(SELDOM);
        for (String name : new String[] {"", "-a", "Billing", "a b", "a/b", "ä", "a".repeat(65)}) {
            assertThatThrownBy(() -> router.subscribe(name, event -> {}, ConsumerOptions.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("consumer name '" + name + "'");
        }
        for (int i = 0; i < 8; i++) {
            router.subscribe("a".repeat(63) + i, event -> {}, ConsumerOptions.DEFAULT);
        }
        assertThatThrownBy(() -> router.subscribe("one-more", event -> {}, ConsumerOptions.DEFAULT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("there are 8 consumers");
        assertThatThrownBy(() -> router.pause("nobody"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("no consumer 'nobody'");
    }

    @Test
    void thousandsOfDevicesComeAndGo() {
        EventRouter router = open(SELDOM);
        Recorder recorder = new Recorder();
        Subscription subscription = router.subscribe("billing", recorder, ConsumerOptions.DEFAULT);
        for (int i = 0; i < 20_000; i++) {
            append(device(i % 10_000), i);
        }

        untilPosition(subscription, 20_000);

        assertThat(recorder.count()).isEqualTo(20_000);
        for (int i = 0; i < 10_000; i++) {
            assertThat(recorder.of(device(i))).containsExactly(i, 10_000 + i);
        }
    }
}
