package io.devicegateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.LaneCondition;
import io.devicegateway.api.LaneStates;
import io.devicegateway.api.Presence;
import io.devicegateway.api.SimCard;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What somebody whom nobody knows can make the registry keep. */
final class StrangersTest extends RegistryFiles {
    private static final RegistrySettings OPEN = RegistrySettings.DEFAULT;

    @Test
    void aConnectionRegistersAFewDevicesAndNotAMillion() {
        SqliteRegistry registry = open(OPEN);
        int admitted = 0;
        for (int i = 0; i < 100_000; i++) {
            admitted += registry.admit(stranger(i), "10.0.0.1:4711") instanceof Admission.Admitted ? 1 : 0;
        }

        assertThat(admitted).isBetween(64, 200);
        assertThat(registry.admit(stranger(999_999), "10.0.0.2:4711")).isInstanceOf(Admission.Admitted.class);
        assertThat(registry.admit(stranger(0), "10.0.0.1:4711")).isInstanceOf(Admission.Admitted.class);
        assertThat(metrics.count("gateway_registry_newcomers_refused")).isEqualTo(100_000 - admitted);
    }

    @Test
    void anAddressHasItsRateHoweverManyConnectionsItHas() {
        AtomicLong now = new AtomicLong();
        NewcomerRate rate = new NewcomerRate(now::get, 2, 10);
        assertThat(admitted(rate, 50)).isEqualTo(10);
        assertThat(admitted(rate, 50)).isZero();
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(admitted(rate, 50)).isEqualTo(3);
    }

    @Test
    void whoIsRefusedIsToldByWhichBound() {
        RegistrySettings one = new RegistrySettings(AdmissionMode.OPEN, 150, 10, 1, 10, Duration.ofHours(1));
        Newcomers newcomers = new Newcomers(one, metrics, () -> 0);
        for (int i = 0; i < 64; i++) {
            assertThat(newcomers.refusal("10.0.0.1:4711", i)).isNull();
        }
        assertThat(newcomers.refusal("10.0.0.1:4711", 64)).contains("connection of 10.0.0.1:4711", "64", "again later");
        for (int i = 64; i < 100; i++) {
            assertThat(newcomers.refusal("10.0.0.1:" + i, i)).isNull();
        }
        assertThat(newcomers.refusal("10.0.0.1:1", 100))
                .contains("from 10.0.0.1:", "100 are taken up at once", "registry.newDevicesPerSecond");
        assertThat(newcomers.refusal("10.0.0.2:1", 149)).isNull();
        assertThat(newcomers.refusal("10.0.0.3:1", 150)).contains("room for 150 devices", "raise the limit");
        assertThat(metrics.count("gateway_registry_newcomers_refused")).isEqualTo(3);
    }

    /** More than the heap holds would end the process when that many are there. */
    @Test
    void aBoundAboveTheHeapIsLowered() {
        SqliteRegistry registry = open(OPEN.holding(Integer.MAX_VALUE));
        assertThat((long) registry.room())
                .isBetween(1_000L, Runtime.getRuntime().maxMemory() / 2 / 1_024);
    }

    /** A bank beyond the bound is still where it was put; only that it was ever seen is not remembered. */
    @Test
    void banksBeyondTheBoundAreSaid() {
        SqliteRegistry registry = open(OPEN.remembering(2));
        registry.admit(stranger(1), "10.0.0.1:1");
        assertThat(registry.bankRoom()).isEqualTo(2);
        for (int slot = 1; slot <= 3; slot++) {
            registry.apply(record(slot, Events.returned(stranger(1), slot, new BankId("B" + slot))));
        }

        assertThat(registry.bankRoom()).isZero();
        assertThat(registry.knowsBank(new BankId("B2"))).isTrue();
        assertThat(registry.knowsBank(new BankId("B3"))).isFalse();
        assertThat(registry.find(stranger(1)).orElseThrow().slots()).hasSize(3);
    }

    private static int admitted(NewcomerRate rate, int connections) {
        int admitted = 0;
        for (int i = 0; i < connections; i++) {
            admitted += rate.refusedBy("10.0.0.1:" + i) == null ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void whoOnlyEverConnectedGivesWayWhenThereIsNoRoom() {
        SqliteRegistry registry = open(OPEN.holding(40).flushingEvery(Duration.ofMillis(1)));
        registry.put(stranger(0), Map.of("site", "A1"), true, null);
        for (int i = 0; i < 40; i++) {
            registry.admit(stranger(i), "10.0.0." + i + ":1");
            registry.apply(presence(2L * i + 1, stranger(i), Presence.State.ONLINE, Presence.Reason.CONNECTED));
            registry.apply(presence(2L * i + 2, stranger(i), Presence.State.OFFLINE, Presence.Reason.CLOSED_BY_PEER));
        }
        registry.apply(presence(100, stranger(1), Presence.State.ONLINE, Presence.Reason.CONNECTED));

        assertThat(registry.admit(stranger(50), "10.0.1.1:1")).isInstanceOf(Admission.Denied.class);

        await().until(() -> registry.admit(stranger(50), "10.0.1.1:1") instanceof Admission.Admitted);
        assertThat(registry.find(stranger(0))).as("it has a label").isPresent();
        assertThat(registry.find(stranger(1))).as("it is online").isPresent();
        assertThat(registry.find(stranger(2))).as("not seen for longest").isEmpty();
        assertThat(registry.find(stranger(39))).isPresent();
    }

    @Test
    void aDirectoryWithMoreDevicesThanThereIsRoomForOpens() {
        SqliteRegistry registry = open(OPEN);
        registry.put(stranger(0), Map.of("site", "A1"), true, null);
        for (int i = 0; i < 2_000; i++) {
            registry.apply(presence(2L * i + 1, stranger(i), Presence.State.ONLINE, Presence.Reason.CONNECTED));
            registry.apply(presence(2L * i + 2, stranger(i), Presence.State.OFFLINE, Presence.Reason.CLOSED_BY_PEER));
        }
        close(registry);

        SqliteRegistry small = open(OPEN.holding(100));
        assertThat(small.all().count()).isBetween(2L, 100L);
        assertThat(small.find(stranger(0)).orElseThrow().labels()).containsEntry("site", "A1");
        assertThat(small.find(stranger(1_999))).isPresent();
    }

    @Test
    void whatIsToldOfOneDeviceIsBounded() {
        SqliteRegistry registry = open(OPEN);
        DeviceId device = stranger(1);
        registry.admit(device, "10.0.0.1:1");
        registry.apply(record(1, new SimCard(device, "1")));
        registry.apply(record(2, new SimCard(device, "8".repeat(60_000))));

        assertThat(registry.find(device).orElseThrow().facts()).hasSize(1).allMatch(fact -> fact.offset() == 1);
    }

    @Test
    void whoComesAndGoesInTheInboxLeavesNothing() {
        UnknownInbox inbox = new UnknownInbox(10);
        for (int i = 0; i < 1_000; i++) {
            inbox.note(stranger(i), "10.0.0.1:1", Events.START);
        }
        assertThat(inbox.takeChanged()).hasSize(10);
        for (int i = 0; i < 1_000; i++) {
            inbox.note(stranger(2_000 + i), "10.0.0.1:1", Events.START);
        }
        assertThat(inbox.takeChanged()).as("ten that came and ten that went").hasSize(20);
    }

    /** A report of all lanes copies the table once: a thousand reports of a thousand lanes took half a minute. */
    @Test
    void aReportOfManyLanesIsCheap() {
        List<LaneStates.Lane> lanes = new ArrayList<>();
        for (int i = 0; i < 1_024; i++) {
            lanes.add(new LaneStates.Lane(i + 1, LaneCondition.OK, "0"));
        }
        SqliteRegistry registry = open(OPEN.flushingEvery(Duration.ofHours(1)));
        registry.admit(stranger(1), "10.0.0.1:1");
        assertTimeout(Duration.ofSeconds(15), () -> {
            for (int i = 1; i <= 1_000; i++) {
                registry.apply(record(i, new LaneStates(stranger(1), lanes, false)));
            }
        });
        assertThat(registry.find(stranger(1)).orElseThrow().lanes()).hasSize(1_024);
    }

    private static DeviceId stranger(int number) {
        return new DeviceId("plain", "X" + number);
    }

    private static EventRecord presence(long offset, DeviceId id, Presence.State state, Presence.Reason reason) {
        return record(offset, new Presence(id, state, reason, ""));
    }

    private static EventRecord record(long offset, DeviceEvent event) {
        return new EventRecord(
                offset,
                "x-" + offset,
                Instant.ofEpochSecond(1_700_000_000L + offset),
                1,
                event,
                ByteBuffer.allocate(0));
    }
}
