package io.devicegateway.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.metrics.MicrometerMetrics;
import io.devicegateway.supervision.Supervision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PulseTest {
    private final AtomicLong tick = new AtomicLong(1);
    private final AtomicLong wall = new AtomicLong(1_000_000);
    private final Pulse pulse = new Pulse(
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return Instant.ofEpochMilli(wall.get());
                }
            },
            tick::get,
            new Supervision(new MicrometerMetrics(), tick::get).watch("pulse"));

    @Test
    void saysNothingOfATimeThatPassesAsItShould() {
        assertThat(after(1_000, 1_000)).isEmpty();
        assertThat(after(1_400, 1_300)).isEmpty();
    }

    @Test
    void saysThatTheProcessStoodStill() {
        assertThat(after(31_000, 31_000)).contains("stood still for 30 s");
        assertThat(after(1_000, 1_000)).isEmpty();
    }

    @Test
    void saysThatTheClockWasSet() {
        assertThat(after(1_000, 1_201_000)).contains("forward by 1200000 ms");
        assertThat(after(1_000, -599_000)).contains("back by 600000 ms");
        assertThat(after(1_000, 1_000)).isEmpty();
    }

    private String after(long millis, long wallMillis) {
        tick.addAndGet(Duration.ofMillis(millis).toNanos());
        wall.addAndGet(wallMillis);
        return pulse.look();
    }
}
