package io.devicegateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.simulation.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds up the committer is named, once a minute. */
class SlowCallbacksTest {
    private final ManualTime time = new ManualTime();
    private final SlowCallbacks slow = new SlowCallbacks(time);

    private Long runs(Duration span) {
        long start = slow.now();
        time.advance(span);
        return slow.ran(start, "a callback");
    }

    @BeforeEach
    void theFirstOnesAreOver() {
        for (int i = 0; i < 99; i++) {
            assertThat(runs(Duration.ofMillis(100)))
                    .as("its code is being loaded")
                    .isNull();
        }
    }

    @Test
    void onlyWhatTakesItsTimeIsNamed() {
        assertThat(runs(Duration.ofMillis(5))).isNull();
        assertThat(runs(Duration.ofMillis(6))).isEqualTo(6_000_000);
    }

    @Test
    void itIsNamedOnceAMinute() {
        assertThat(runs(Duration.ofMillis(10))).isNotNull();
        assertThat(runs(Duration.ofMillis(10))).isNull();
        time.advance(Duration.ofMinutes(1));
        assertThat(runs(Duration.ofMillis(10))).isNotNull();
    }
}
