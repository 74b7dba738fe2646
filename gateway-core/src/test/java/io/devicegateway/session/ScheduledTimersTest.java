package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.supervision.Supervision;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread runs all timers: what holds it up is said, and ends nothing. */
@Timeout(60)
final class ScheduledTimersTest {
    private final AtomicLong now = new AtomicLong();
    private final Supervision supervision = new Supervision(new MemoryMetrics(), now::get);

    @Test
    void aTaskThatHangsIsSaidUntilItHasEnded() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        CountDownLatch after = new CountDownLatch(1);
        try (ScheduledTimers timers = new ScheduledTimers(supervision)) {
            timers.after(Duration.ZERO, () -> {
                inside.countDown();
                awaitQuietly(leave);
            });
            timers.after(Duration.ZERO, after::countDown);
            inside.await();
            assertThat(supervision.failing()).isEmpty();
            now.addAndGet(Duration.ofSeconds(6).toNanos());
            assertThat(supervision.failing()).containsOnlyKeys("timers");
            assertThat(supervision.failing().get("timers")).contains("6 s");
            leave.countDown();
            after.await();
            await().until(() -> supervision.failing().isEmpty());
        }
    }

    @Test
    void aTaskThatFailsIsSaidAndTheNextOneRuns() throws Exception {
        CountDownLatch after = new CountDownLatch(1);
        try (ScheduledTimers timers = new ScheduledTimers(supervision)) {
            timers.after(Duration.ZERO, () -> {
                throw new IllegalStateException("no");
            });
            await().until(() -> supervision.failing().containsKey("timers"));
            timers.after(Duration.ZERO, after::countDown);
            after.await();
            await().until(() -> supervision.failing().isEmpty());
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
