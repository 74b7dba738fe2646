package io.devicegateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.SimCard;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.supervision.Supervision;
import io.devicegateway.testing.InMemoryJournal;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ends the loops behind the registry, and what does not. */
final class ProjectionSurvivesTest {
    private static final DeviceId A = new DeviceId("plain", "A1");

    private final MemoryMetrics metrics = new MemoryMetrics();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final Supervision supervision = new Supervision(metrics, System::nanoTime);
    private final Counting target = new Counting();

    @AfterEach
    void close() {
        journal.close();
    }

    private static final class Counting implements Projection.Target {
        private final AtomicInteger applied = new AtomicInteger();
        private volatile @Nullable Throwable next;

        @Override
        public void apply(EventRecord record) {
            Throwable failure = next;
            next = null;
            if (failure instanceof Error error) {
                throw error;
            } else if (failure instanceof RuntimeException e) {
                throw e;
            }
            applied.incrementAndGet();
        }

        @Override
        public long appliedOffset() {
            return applied.get();
        }
    }

    private Projection following() {
        Projection projection = new Projection(journal, List.of(target), metrics, supervision);
        projection.start();
        return projection;
    }

    private void append() {
        journal.append(Draft.observed(1, new SimCard(A, "1"))).join();
    }

    @Test
    void anErrorWhileAnEventIsAppliedIsSaid() {
        try (Projection projection = following()) {
            target.next = new OutOfMemoryError("for a moment");
            append();

            assertThatThrownBy(() -> projection.caughtUp(1).get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("event 1 cannot be applied");
            assertThat(projection.failure()).contains("for a moment");
            await().until(() -> supervision.failing().containsKey("registry-projection"));
        }
    }

    @Test
    void whatTheDiskRefusesForAMomentIsTriedAgain() throws Exception {
        try (Projection projection = following()) {
            target.next = new UncheckedIOException(new FileSystemException("commands.db", null, "Too many open files"));
            append();

            projection.caughtUp(1).get(20, TimeUnit.SECONDS);
            assertThat(target.applied).hasValue(1);
            assertThat(projection.failure()).isNull();
            await().until(() -> supervision.failing().isEmpty());
            assertThat(metrics.count("gateway_task_failures", "task", "registry-projection"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatHangsOnACaughtUpHoldsUpNobody() throws Exception {
        try (Projection projection = following()) {
            CompletableFuture<Void> hanging =
                    projection.caughtUp(1).thenRun(() -> projection.caughtUp(2).join());
            append();
            append();

            hanging.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theWriterOfTheRegistrySurvivesWhateverAWriteThrows() {
        AtomicInteger calls = new AtomicInteger();
        FlushSchedule schedule = new FlushSchedule(
                Duration.ofMillis(10),
                () -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("something unexpected, once");
                    }
                    return true;
                },
                supervision.watch("registry-writer"));
        schedule.start();
        schedule.soon();

        await().until(() -> calls.get() > 1);
        await().until(() -> supervision.failing().isEmpty());
        schedule.stop();
    }
}
