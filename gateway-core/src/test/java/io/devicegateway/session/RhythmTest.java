package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Presence;
import io.devicegateway.session.SessionBench.Wire;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The limits of silence follow the rhythm at which a device is heard; deviations of a conversation are counted. */
class RhythmTest {
    private final SessionBench bench = new SessionBench();

    private static void beats(SessionBench bench, Wire device, int times, Duration every) {
        for (int i = 0; i < times; i++) {
            bench.advance(every);
            device.says("pulse");
        }
    }

    @Test
    void aSlowDeviceIsGivenThreeOfItsIntervals() {
        Wire device = bench.connectAndLogin();
        // Its protocol's limit is 100 s: without the rhythm it would be offline after 210 s.
        beats(bench, device, 4, Duration.ofSeconds(70));
        bench.advance(Duration.ofSeconds(139));
        assertThat(last()).isEqualTo(Presence.State.ONLINE);
        bench.advance(Duration.ofSeconds(3));
        assertThat(last()).isEqualTo(Presence.State.STALE);
        bench.advance(Duration.ofSeconds(67));
        assertThat(device.link.isOpen()).isTrue();
        bench.advance(Duration.ofSeconds(3));
        assertThat(last()).isEqualTo(Presence.State.OFFLINE);
        assertThat(device.link.isOpen()).isFalse();
    }

    @Test
    void aFastDeviceIsGivenTheLeastAndOneLateBeatChangesNothing() {
        Wire device = bench.connectAndLogin();
        beats(bench, device, 4, Duration.ofSeconds(10));
        beats(bench, device, 1, Duration.ofSeconds(55));
        beats(bench, device, 1, Duration.ofSeconds(10));
        bench.advance(Duration.ofSeconds(59));
        assertThat(last()).isEqualTo(Presence.State.ONLINE);
        bench.advance(Duration.ofSeconds(3));
        assertThat(last()).isEqualTo(Presence.State.STALE);
        bench.advance(Duration.ofSeconds(30));
        assertThat(last()).isEqualTo(Presence.State.OFFLINE);
    }

    @Test
    void threeBeatsAreTooFewToTell() {
        Wire device = bench.connectAndLogin();
        beats(bench, device, 3, Duration.ofSeconds(5));
        bench.advance(Duration.ofSeconds(64));
        assertThat(last()).isEqualTo(Presence.State.ONLINE);
    }

    @Test
    void whatDeviatesInAConversationIsCountedAndTheConversationGoesOn() {
        Wire device = bench.connectAndLogin();
        device.gets();
        device.says("odd");
        device.says("odd");
        device.says("nonsense");
        device.says("beat");
        assertThat(device.gets()).containsExactly("beat");
        assertThat(bench.metrics.count("gateway_protocol_anomalies", "protocol", "plain", "kind", "odd-line"))
                .isEqualTo(2);
        assertThat(bench.metrics.count("gateway_frames_malformed", "protocol", "plain", "kind", "nonsense"))
                .isEqualTo(1);
    }

    private Presence.State last() {
        return bench.presences().getLast();
    }
}
