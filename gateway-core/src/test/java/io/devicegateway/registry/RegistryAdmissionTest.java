package io.devicegateway.registry;

import static io.devicegateway.registry.Events.A;
import static io.devicegateway.registry.Events.B;
import static io.devicegateway.registry.Events.X;
import static io.devicegateway.registry.Events.Y;
import static io.devicegateway.registry.Events.connected;
import static io.devicegateway.registry.Events.released;
import static io.devicegateway.registry.Events.returned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.Admission;
import io.devicegateway.api.Presence;
import io.devicegateway.registry.Registry.Listing;
import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.registry.Registry.UnknownDevice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RegistryAdmissionTest extends RegistryFiles {
    // admission

    @Test
    void openAdmissionRegistersWhoComes() {
        SqliteRegistry registry = open(OPEN);

        assertThat(registry.find(A)).isEmpty();
        assertThat(registry.admit(A, "10.0.0.1")).isEqualTo(new Admission.Admitted());

        RegisteredDevice device = registry.find(A).orElseThrow();
        assertThat(device.enabled()).isTrue();
        assertThat(device.presence())
                .isEqualTo(new Presence(A, Presence.State.OFFLINE, Presence.Reason.NEVER_SEEN, ""));
        assertThat(device.presenceAt()).isNull();
        assertThat(device.epoch()).isZero();
        close(registry);
        assertThat(open(OPEN).find(A)).contains(device);
    }

    @Test
    void whoCameIsWrittenByItself() throws Exception {
        SqliteRegistry registry = open(OPEN.flushingEvery(Duration.ofMillis(5)));
        registry.admit(A, "10.0.0.1");

        await().atMost(Duration.ofSeconds(20)).until(() -> count("SELECT count(*) FROM device") == 1);
    }

    @Test
    void listedAdmissionDeniesAndNotesTheOthers() {
        SqliteRegistry registry = open(LISTED);
        registry.put(A, Map.of(), true, null);

        assertThat(registry.admit(A, "10.0.0.1")).isEqualTo(new Admission.Admitted());
        assertThat(registry.admit(B, "10.0.0.2"))
                .isInstanceOfSatisfying(
                        Admission.Denied.class,
                        denied -> assertThat(denied.reason()).contains("not registered"));

        assertThat(registry.find(B)).isEmpty();
        assertThat(registry.unknownDevices())
                .containsExactly(new UnknownDevice(B, "10.0.0.2", Events.START, Events.START, 1));
    }

    @Test
    void aDisabledDeviceIsDeniedWithItsReason() {
        SqliteRegistry registry = open(OPEN);
        registry.put(A, Map.of(), false, "stolen");
        registry.put(B, Map.of(), false, null);

        assertThat(registry.admit(A, "10.0.0.1")).isEqualTo(new Admission.Denied("stolen"));
        assertThat(registry.admit(B, "10.0.0.1")).isEqualTo(new Admission.Denied("disabled by an operator"));
        close(registry);
        SqliteRegistry again = open(OPEN);
        assertThat(again.admit(A, "10.0.0.1")).isEqualTo(new Admission.Denied("stolen"));
        assertThat(again.unknownDevices()).isEmpty();

        again.put(A, Map.of(), true, "no longer matters");
        assertThat(again.admit(A, "10.0.0.1")).isEqualTo(new Admission.Admitted());
        assertThat(again.find(A).orElseThrow().disabledReason()).isNull();
    }

    @Test
    void aFullRegistryDeniesInWords() {
        SqliteRegistry registry =
                open(new RegistrySettings(AdmissionMode.OPEN, 1, 10, 200, 1_000, Duration.ofMillis(200)));
        registry.admit(A, "10.0.0.1");

        assertThat(registry.admit(B, "10.0.0.2"))
                .isInstanceOfSatisfying(
                        Admission.Denied.class,
                        denied -> assertThat(denied.reason()).contains("room for 1 devices"));
        assertThat(registry.unknownDevices()).extracting(UnknownDevice::id).containsExactly(B);
        assertThatThrownBy(() -> registry.put(B, Map.of(), true, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("raise the limit");
        assertThat(registry.admit(A, "10.0.0.1")).isEqualTo(new Admission.Admitted());
    }

    @Test
    void manyAdmitsAtOnceRegisterEachDeviceOnce() throws Exception {
        SqliteRegistry registry = open(OPEN.flushingEvery(Duration.ofMillis(1)));
        List<CompletableFuture<Void>> threads = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        assertThat(registry.admit(device(i), "10.0.0." + thread))
                                .isEqualTo(new Admission.Admitted());
                        assertThat(registry.find(device(i))).isPresent();
                    }
                }))
                .toList();
        for (CompletableFuture<Void> thread : threads) {
            thread.get(60, TimeUnit.SECONDS);
        }

        close(registry);
        assertThat(open(OPEN).all().map(RegisteredDevice::id))
                .containsExactlyElementsOf(IntStream.range(0, 2_000)
                        .mapToObj(RegistryFiles::device)
                        .sorted()
                        .toList());
    }

    // inbox

    @Test
    void theInboxIsBoundedAndTheOldestGivesWay() {
        RegistrySettings small = new RegistrySettings(AdmissionMode.LISTED, 100, 3, 200, 1_000, Duration.ofMillis(200));
        SqliteRegistry registry = open(small);
        for (int i = 0; i < 5; i++) {
            registry.admit(device(i), "10.0.0." + i);
        }
        registry.admit(device(2), "10.0.1.2");

        assertThat(registry.unknownDevices())
                .extracting(UnknownDevice::id)
                .containsExactly(device(2), device(4), device(3));
        assertThat(registry.unknownDevices().getFirst())
                .isEqualTo(new UnknownDevice(device(2), "10.0.1.2", Events.START, Events.START, 2));
        assertThat(metrics.count("gateway_registry_inbox_evicted")).isEqualTo(2);
        close(registry);
        assertThat(open(small).unknownDevices())
                .extracting(UnknownDevice::id)
                .containsExactlyInAnyOrder(device(2), device(4), device(3));
    }

    @Test
    void aDeviceLeavesTheInboxWhenItIsListed() {
        SqliteRegistry registry = open(LISTED);
        registry.admit(A, "10.0.0.1");
        registry.flush();
        registry.put(A, Map.of(), true, null);

        assertThat(registry.unknownDevices()).isEmpty();
        assertThat(registry.admit(A, "10.0.0.1")).isEqualTo(new Admission.Admitted());
        close(registry);
        assertThat(open(LISTED).unknownDevices()).isEmpty();
    }

    // operators

    @Test
    void labelsSurviveEvenACrash() throws Exception {
        SqliteRegistry registry = open(LISTED.flushingEvery(NEVER));
        RegisteredDevice put = registry.put(A, Map.of("site", "火车站 2", "floor", "1"), true, null);

        assertThat(put.labels()).containsExactlyInAnyOrderEntriesOf(Map.of("site", "火车站 2", "floor", "1"));
        assertThat(registry.find(A)).contains(put);
        assertThat(open(filesAsTheyAre(), LISTED).find(A)).contains(put);
    }

    @Test
    void changingLabelsKeepsTheState() {
        SqliteRegistry registry = open(OPEN.flushingEvery(NEVER));
        Events events = new Events();
        registry.apply(events.of(1, connected(A)));
        registry.apply(events.of(1, returned(A, 3, X)));

        RegisteredDevice put = registry.put(A, Map.of("site", "1"), true, null);

        assertThat(put.bankIn(3)).isEqualTo(X);
        assertThat(put.epoch()).isEqualTo(1);
        assertThat(put.presence()).isEqualTo(connected(A));
        registry.apply(events.of(1, released(A, 3, X)));
        assertThat(registry.find(A).orElseThrow().labels()).containsEntry("site", "1");
    }

    @Test
    void refusesLabelsThatAreOutOfBounds() {
        assertThatThrownBy(() -> new Listing(A, Map.of("a b", "1"), true, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label key 'a b' of wosi:RL1A031712000015");
        assertThatThrownBy(() -> new Listing(A, Map.of("a", "x".repeat(257)), true, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than 256");
        assertThatThrownBy(() -> new Listing(A, labels(33), true, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("33 labels");
        assertThatThrownBy(() -> new Listing(A, Map.of(), false, "x".repeat(257)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than 256");
        assertThat(new Listing(A, labels(32), true, null).labels()).hasSize(32);
    }

    private static Map<String, String> labels(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "value"));
    }

    @Test
    void aRemovedDeviceStaysAwayUntilItConnectsAgain() throws Exception {
        SqliteRegistry registry = open(OPEN.flushingEvery(NEVER));
        Events events = new Events();
        registry.apply(events.of(1, connected(A)));
        registry.apply(events.of(1, returned(A, 3, X)));

        assertThat(registry.remove(A)).isTrue();
        assertThat(registry.remove(A)).isFalse();

        // What its connection still says while it is being closed does not bring it back.
        registry.apply(events.of(1, returned(A, 4, Y)));
        registry.apply(events.of(1, new Presence(A, Presence.State.OFFLINE, Presence.Reason.DISABLED, "removed")));
        assertThat(registry.find(A)).isEmpty();
        assertThat(metrics.values()).containsEntry("gateway_registry_events_ignored", 2.0);

        SqliteRegistry restarted = open(filesAsTheyAre(), OPEN);
        assertThat(restarted.appliedOffset()).isEqualTo(2);
        assertThat(restarted.find(A)).isEmpty();

        registry.admit(A, "10.0.0.1");
        assertThat(registry.find(A).orElseThrow().slots()).isEmpty();
    }
}
