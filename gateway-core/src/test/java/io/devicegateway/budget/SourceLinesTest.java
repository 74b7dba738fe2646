package io.devicegateway.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A flood of what strangers do is no flood of lines, and nothing is kept quiet. */
class SourceLinesTest {
    private final AtomicLong now = new AtomicLong(-7);
    private final SourceLines lines = new SourceLines(now::get);

    @Test
    void theFirstAndThenOneAMinuteWithTheCountOfTheOthers() {
        assertThat(List.of(claim("a"), claim("a"), claim("b"), claim("a"))).containsExactly(1L, 0L, 1L, 0L);
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(List.of(claim("a"), claim("a"), claim("b"))).containsExactly(3L, 0L, 1L);
    }

    @Test
    void manySourcesTogetherGetNoMoreThanSoManyLines() {
        long told = 0;
        for (int i = 0; i < 5_000; i++) {
            told += claim("source " + i) > 0 ? 1 : 0;
        }
        assertThat(told).isEqualTo(60);
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(claim("another")).isEqualTo(1);
    }

    private long claim(String source) {
        return lines.claim(source, "junk");
    }
}
