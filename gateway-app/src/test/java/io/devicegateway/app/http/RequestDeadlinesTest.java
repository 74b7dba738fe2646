package io.devicegateway.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.app.metrics.MicrometerMetrics;
import io.devicegateway.supervision.Supervision;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RequestDeadlinesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final RequestDeadlines deadlines =
            new RequestDeadlines(now::get, new Supervision(new MicrometerMetrics(), now::get).watch("deadlines"));
    private final CountDownLatch end = new CountDownLatch(1);
    private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

    @AfterEach
    void end() {
        end.countDown();
    }

    @Test
    void interruptsAThreadThatIsOverdueAndNoSooner() {
        waiting(deadline -> deadline.within(LIMIT));
        now.addAndGet(LIMIT.toNanos() - 1);
        deadlines.sweep();
        assertThat(interrupted).isNotDone();

        now.addAndGet(1);
        deadlines.sweep();
        assertThat(interrupted.join()).isTrue();
    }

    @Test
    void countsFromTheLatestWord() {
        waiting(deadline -> {
            deadline.within(Duration.ofMillis(1));
            deadline.within(LIMIT);
        });
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        deadlines.sweep();

        assertThat(interrupted).isNotDone();
    }

    @Test
    void leavesAloneWhoWaitsForAsLongAsItTakes() {
        waiting(deadline -> {
            deadline.within(LIMIT);
            deadline.none();
        });
        now.addAndGet(Duration.ofDays(1).toNanos());
        deadlines.sweep();
        end.countDown();

        assertThat(interrupted.join()).isFalse();
    }

    @Test
    void forgetsThreadsThatAreGone() {
        waiting(deadline -> deadline.within(LIMIT));
        assertThat(deadlines.watched()).isEqualTo(1);
        end.countDown();
        interrupted.join();

        await().untilAsserted(() -> {
            deadlines.sweep();
            assertThat(deadlines.watched()).isZero();
        });
    }

    @Test
    void sweepsByItselfUntilItIsClosed() {
        deadlines.start();
        waiting(deadline -> deadline.within(LIMIT));
        now.addAndGet(LIMIT.toNanos());

        assertThat(interrupted.join()).isTrue();
        deadlines.close();
    }

    /** A thread of its own that sets its deadline and waits. */
    private void waiting(Consumer<RequestDeadlines.Deadline> set) {
        CountDownLatch ready = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            set.accept(deadlines.current());
            ready.countDown();
            try {
                end.await();
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        try {
            ready.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
