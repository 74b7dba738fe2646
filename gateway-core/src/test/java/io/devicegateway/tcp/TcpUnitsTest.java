package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The small parts by themselves. */
class TcpUnitsTest {
    @Test
    void settingsSayWhatIsWrong() {
        assertThatThrownBy(() -> TcpSettings.builder().port(70_000).build())
                .hasMessage("port must be 0 to 65535, not 70000");
        assertThatThrownBy(() -> TcpSettings.builder().bind(" ").build())
                .hasMessageContaining("bind must be an address");
        assertThatThrownBy(() -> TcpSettings.builder()
                        .maxConnections(5)
                        .maxConnectionsPerAddress(6)
                        .build())
                .hasMessage("maxConnectionsPerAddress must be 1 to 5, not 6");
        assertThatThrownBy(() ->
                        TcpSettings.builder().userTimeout(Duration.ofMillis(1)).build())
                .hasMessage("userTimeout must be PT1S to PT1H, not PT0.001S");
        assertThat(TcpSettings.defaults().userTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(TcpSettings.builder().maxConnections(3).build().maxConnectionsPerAddress())
                .isEqualTo(3);
    }

    @Test
    void aBucketGivesItsBurstAndThenItsRate() {
        long now = Long.MAX_VALUE - 5; // a ticker may overflow
        TokenBucket bucket = new TokenBucket(10, 2, now);
        bucket.take(now);
        assertThat(bucket.nanosUntil(1, now)).isLessThanOrEqualTo(0);
        bucket.take(now);
        assertThat(bucket.nanosUntil(1, now)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(bucket.nanosUntil(1_000, now))
                .as("never more than it holds")
                .isEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
        now += TimeUnit.MILLISECONDS.toNanos(100);
        assertThat(bucket.nanosUntil(1, now)).isLessThanOrEqualTo(0);
        now += TimeUnit.HOURS.toNanos(1);
        bucket.take(now);
        bucket.take(now);
        bucket.take(now);
        assertThat(bucket.nanosUntil(1, now))
                .as("two after the long quiet, one on credit")
                .isEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    }

    @Test
    void workThatLeadsToNothingIsDoneInABurstAndThenAtARate() {
        long now = Long.MAX_VALUE - 5;
        Effort effort = new Effort();
        int turns = 0;
        while (effort.spend(0, now)) {
            turns++;
        }
        assertThat(turns).isBetween(200, 300);
        assertThat(effort.recovered(now)).isFalse();
        now += TimeUnit.SECONDS.toNanos(1);
        assertThat(effort.recovered(now)).isTrue();
        turns = 0;
        while (effort.spend(0, now)) {
            turns++;
        }
        assertThat(turns).as("turns a second").isBetween(50, 80);
        effort.spend(200_000, now);
        assertThat(effort.recovered(now + TimeUnit.SECONDS.toNanos(2))).isFalse();
        assertThat(effort.recovered(now + TimeUnit.SECONDS.toNanos(6))).isTrue();
    }

    @Test
    void aTurnEndsAfterSoManyCutsOrSoMuchTime() {
        AtomicLong now = new AtomicLong();
        Slice slice = new Slice(now::get);
        slice.begin();
        int cuts = 1;
        while (slice.take()) {
            cuts++;
        }
        assertThat(cuts).isEqualTo(Slice.MAX_CUTS);
        slice.begin();
        cuts = 1;
        while (slice.take()) {
            now.addAndGet(TimeUnit.MICROSECONDS.toNanos(100));
            cuts++;
        }
        assertThat(cuts).isLessThanOrEqualTo(100);
    }

    @Test
    void aLostBufferIsFound() {
        LeakExtension detector = new LeakExtension();
        ExtensionContext none = null;
        detector.beforeAll(none);
        detector.silently(() -> {
            lose();
            await().until(() -> !detector.leaks().isEmpty());
            assertThatThrownBy(() -> detector.afterAll(none)).isInstanceOf(AssertionError.class);
        });
    }

    private static void lose() {
        ByteBufAllocator.DEFAULT.directBuffer(16).writeInt(1);
    }
}
