package io.devicegateway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.RetryPolicy;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {
    @Test
    void pausesDoubleAndAreShortenedByUpToAHalf() {
        RetryPolicy policy = new RetryPolicy(10, Duration.ofMillis(100), Duration.ofSeconds(3));
        long[] longest = {100, 200, 400, 800, 1_600, 3_000, 3_000, 3_000};
        Random random = new Random(1);
        for (int attempts = 1; attempts <= longest.length; attempts++) {
            long seenShortest = Long.MAX_VALUE;
            long seenLongest = 0;
            for (int i = 0; i < 2_000; i++) {
                long delay = RetryDelay.nanos(policy, attempts, random);
                seenShortest = Math.min(seenShortest, delay);
                seenLongest = Math.max(seenLongest, delay);
            }
            long nanos = longest[attempts - 1] * 1_000_000;
            assertThat(seenLongest).isBetween(nanos * 99 / 100, nanos);
            assertThat(seenShortest).isBetween(nanos / 2, nanos * 51 / 100);
        }
    }

    @Test
    void neverOverflows() {
        RetryPolicy policy = new RetryPolicy(RetryPolicy.UNLIMITED, Duration.ofNanos(1), Duration.ofDays(100));

        assertThat(RetryDelay.nanos(policy, 1_000_000, new Random(1))).isPositive();
    }

    @Test
    void refusesWhatMakesNoSense() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RetryPolicy(0, second, second)).hasMessageContaining("maxAttempts 0");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, second)).hasMessageContaining("0 < firstDelay");
        assertThatThrownBy(() -> new RetryPolicy(1, second, Duration.ofMillis(1)))
                .hasMessageContaining("firstDelay <= maxDelay");
        assertThatThrownBy(() -> ConsumerOptions.DEFAULT.bounded(0, 1)).hasMessageContaining("parallelism 0");
        assertThatThrownBy(() -> ConsumerOptions.DEFAULT.bounded(1, 0)).hasMessageContaining("window 0");
        assertThatThrownBy(() -> ConsumerOptions.DEFAULT.parkingAtMost(-1)).hasMessageContaining("maxParked -1");
        assertThatThrownBy(() -> new RouterSettings(0, second, second)).hasMessageContaining("maxConsumers 0");
        assertThatThrownBy(() -> new RouterSettings(1, Duration.ZERO, second)).hasMessageContaining("above zero");
    }
}
