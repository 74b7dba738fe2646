package io.devicegateway.router;

import static org.awaitility.Awaitility.await;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.RetryPolicy;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.Subscription;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.testing.InMemoryJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal in memory, and routers on files of their own, for one test. */
class RouterFixture {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final DeviceId A = device(1);
    static final DeviceId B = device(2);
    static final RetryPolicy QUICK = new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(4));

    /** So rare that only closing stores a position. */
    static final RouterSettings SELDOM = new RouterSettings(8, Duration.ofHours(1), Duration.ofSeconds(20));

    static final RouterSettings OFTEN = new RouterSettings(8, Duration.ofMillis(5), Duration.ofSeconds(20));

    @TempDir
    Path directory;

    final InMemoryJournal journal = new InMemoryJournal();
    final MemoryMetrics metrics = new MemoryMetrics();
    final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
        journal.close();
    }

    Path file() {
        return directory.resolve("consumers.db");
    }

    /** What would be left if the machine stopped now. */
    Path fileAsItIs() throws IOException {
        Path copy = Files.createTempDirectory(directory, "crash").resolve("consumers.db");
        Files.copy(file(), copy);
        Files.copy(Path.of(file() + "-wal"), Path.of(copy + "-wal"));
        return copy;
    }

    EventRouter open(RouterSettings settings) {
        return open(file(), settings, RetentionHolds.NONE);
    }

    EventRouter open(Path file, RouterSettings settings, RetentionHolds holds) {
        SqliteConsumerStore store = SqliteConsumerStore.open(file);
        opened.add(store);
        return open(store, settings, holds);
    }

    EventRouter open(ConsumerStore store, RouterSettings settings, RetentionHolds holds) {
        EventRouter router = new EventRouter(journal, store, holds, clock, metrics, settings);
        opened.add(router);
        return router;
    }

    /** Closes a router and the store under it, as an orderly stop does. */
    void close(EventRouter router) throws Exception {
        int at = opened.indexOf(router);
        router.close();
        opened.remove(at);
        opened.remove(at - 1).close();
    }

    static DeviceId device(int number) {
        return new DeviceId("test", "D" + number);
    }

    /** Appends an event that carries a number of the device's own. */
    EventRecord append(DeviceId device, int number) {
        return journal.append(Draft.observed(1, new SoundVolume(device, number)))
                .join();
    }

    /** Appends numbers 1 to n for one device. */
    void appendUpTo(DeviceId device, int n) {
        for (int i = 1; i <= n; i++) {
            append(device, i);
        }
    }

    static int number(EventRecord record) {
        return ((SoundVolume) record.event()).level();
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }

    static void untilPosition(Subscription subscription, long position) {
        until(() -> subscription.position() == position);
    }

    /** Notes what it is given, by device and in order. */
    static final class Recorder implements EventHandler {
        private final Map<DeviceId, List<Integer>> numbers = new ConcurrentHashMap<>();

        @Override
        public void handle(EventRecord event) {
            List<Integer> own = numbers.computeIfAbsent(event.device(), device -> new ArrayList<>());
            synchronized (own) {
                own.add(number(event));
            }
        }

        List<Integer> of(DeviceId device) {
            List<Integer> own = numbers.getOrDefault(device, List.of());
            synchronized (own) {
                return List.copyOf(own);
            }
        }

        int count() {
            return numbers.keySet().stream()
                    .mapToInt(device -> of(device).size())
                    .sum();
        }
    }
}
