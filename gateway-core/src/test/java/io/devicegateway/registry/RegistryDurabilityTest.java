package io.devicegateway.registry;

import static io.devicegateway.registry.Events.A;
import static io.devicegateway.registry.Events.B;
import static io.devicegateway.registry.Events.X;
import static io.devicegateway.registry.Events.Y;
import static io.devicegateway.registry.Events.bank;
import static io.devicegateway.registry.Events.connected;
import static io.devicegateway.registry.Events.inventory;
import static io.devicegateway.registry.Events.released;
import static io.devicegateway.registry.Events.returned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.KnownFact;
import io.devicegateway.api.ModelIdentified;
import io.devicegateway.api.NetworkSignal;
import io.devicegateway.api.Presence;
import io.devicegateway.api.ServerAddress;
import io.devicegateway.api.SimCard;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RegistryDurabilityTest extends RegistryFiles {
    // the projection's durability

    @Test
    void everythingSurvivesARestart() {
        SqliteRegistry registry = open(OPEN);
        Events events = new Events();
        everyKind(events).forEach(registry::apply);
        List<RegisteredDevice> before = registry.all().toList();
        assertThat(registry.find(A).orElseThrow().facts()).hasSize(6);
        close(registry);

        SqliteRegistry restarted = open(OPEN);

        assertThat(restarted.all()).containsExactlyElementsOf(before);
        assertThat(restarted.appliedOffset()).isEqualTo(10);
        assertThat(restarted.knowsBank(X)).isTrue();
        assertThat(restarted.knowsBank(Y)).isTrue();
    }

    private static List<EventRecord> everyKind(Events events) {
        return List.of(
                events.of(1, connected(A)),
                events.of(1, inventory(A, bank(1, X, 80), bank(2, Y, null))),
                events.of(1, released(A, 1, X)),
                events.of(1, returned(A, 5, X)),
                events.of(1, new ModelIdentified(A, "RL", "1A", "03", "1712", "八口柜")),
                events.of(1, new SoftwareVersion(A, "RL1.M6.08")),
                events.of(1, new SimCard(A, "89860429141890024119")),
                events.of(1, new ServerAddress(A, "example.org", "51608", 30)),
                events.of(1, new SoundVolume(A, 11)),
                events.of(1, new NetworkSignal(A, 31, null, "LTE")));
    }

    @Test
    void whatWasNotWrittenBeforeACrashComesBackByReplay() throws Exception {
        SqliteRegistry registry = open(OPEN.flushingEvery(NEVER));
        Events events = new Events();
        List<EventRecord> records = everyKind(events);
        records.subList(0, 4).forEach(registry::apply);
        registry.flush();
        records.subList(4, 10).forEach(registry::apply);
        RegisteredDevice known = registry.find(A).orElseThrow();

        SqliteRegistry restarted = open(filesAsTheyAre(), OPEN.flushingEvery(NEVER));
        assertThat(restarted.appliedOffset()).isEqualTo(4);
        assertThat(restarted.find(A)).isNotEqualTo(known);
        records.subList((int) restarted.appliedOffset(), 10).forEach(restarted::apply);

        assertThat(restarted.find(A)).contains(known);
    }

    @Test
    void aDeviceThatWasNeverWrittenComesBackByReplay() throws Exception {
        SqliteRegistry registry = open(OPEN.flushingEvery(NEVER));
        registry.admit(A, "10.0.0.1");
        List<EventRecord> records = everyKind(new Events());
        records.forEach(registry::apply);

        SqliteRegistry restarted = open(filesAsTheyAre(), OPEN);
        assertThat(restarted.all()).isEmpty();
        records.forEach(restarted::apply);

        assertThat(restarted.find(A)).isEqualTo(registry.find(A));
    }

    @Test
    void anEventThatWasAppliedChangesNothing() {
        SqliteRegistry registry = open(OPEN);
        Events events = new Events();
        List<EventRecord> records = everyKind(events);
        records.forEach(registry::apply);
        RegisteredDevice known = registry.find(A).orElseThrow();

        records.forEach(registry::apply);

        assertThat(registry.find(A)).contains(known);
    }

    @Test
    void theOffsetIsWrittenByItself() {
        SqliteRegistry registry = open(OPEN.flushingEvery(Duration.ofMillis(5)));
        registry.apply(new Events(41).of(1, connected(A)));

        await().atMost(Duration.ofSeconds(20)).until(() -> registry.appliedOffset() == 42);
    }

    @Test
    void banksAreRememberedAcrossPages() {
        SqliteRegistry registry = open(OPEN.flushingEvery(NEVER));
        Events events = new Events();
        registry.apply(events.of(1, connected(A)));
        for (int i = 0; i < 1_500; i++) {
            registry.apply(events.of(1, released(A, 1, new BankId("BANK" + i))));
            if (i % 100 == 99) {
                registry.flush();
            }
        }
        close(registry);

        SqliteRegistry restarted = open(OPEN);

        for (int i = 0; i < 1_500; i++) {
            assertThat(restarted.knowsBank(new BankId("BANK" + i))).isTrue();
        }
        assertThat(restarted.knowsBank(new BankId("BANK1500"))).isFalse();
        assertThat(metrics.values()).containsEntry("gateway_registry_banks", 1_500.0);
    }

    @Test
    void aDiskThatIsFullIsSaidAndReadsStayRight() throws Exception {
        SqliteRegistry registry = open(OPEN.flushingEvery(NEVER));
        registry.admit(A, "10.0.0.1");
        registry.flush();
        assertThat(registry.writeProblem()).isNull();
        Events events = new Events();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            // Stands in for a disk on which nothing can be written.
            statement.execute("CREATE TRIGGER full BEFORE UPDATE ON applied BEGIN SELECT raise(ABORT, 'no room'); END");
            registry.apply(events.of(1, connected(A)));
            registry.apply(events.of(1, returned(A, 3, X)));

            assertThatThrownBy(registry::flush)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("no room");
            assertThat(registry.writeProblem())
                    .contains("registry.db: cannot write what events said")
                    .contains("no room");
            assertThat(registry.appliedOffset()).isZero();
            assertThat(registry.find(A).orElseThrow().bankIn(3)).isEqualTo(X);
            assertThatThrownBy(() -> registry.put(B, Map.of(), true, null)).isInstanceOf(StoreException.class);
            assertThat(registry.find(B)).isEmpty();
            assertThatThrownBy(() -> registry.remove(A)).isInstanceOf(StoreException.class);
            assertThat(registry.find(A)).isPresent();
            statement.execute("DROP TRIGGER full");
        }

        registry.flush();

        assertThat(registry.writeProblem()).isNull();
        assertThat(open(filesAsTheyAre(), OPEN).find(A)).isEqualTo(registry.find(A));
        assertThat(metrics.count("gateway_registry_write_failures")).isEqualTo(3);
    }

    @Test
    void aHundredThousandDevicesAreLoadedAgain() {
        SqliteRegistry registry = open(OPEN.flushingEvery(NEVER));
        Events events = new Events();
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            DeviceId device = device(i);
            registry.apply(events.of(1, connected(device)));
            registry.apply(events.of(
                    1,
                    inventory(
                            device,
                            IntStream.rangeClosed(1, 4)
                                    .mapToObj(slot -> bank(slot, bankOf(device, slot), 100))
                                    .toArray(SlotReport[]::new))));
        }
        close(registry);

        SqliteRegistry restarted = open(OPEN);

        assertThat(restarted.all().count()).isEqualTo(count);
        assertThat(restarted.appliedOffset()).isEqualTo(2L * count);
        RegisteredDevice last = restarted.find(device(count - 1)).orElseThrow();
        assertThat(last.slots()).hasSize(4);
        assertThat(last.bankIn(4)).isEqualTo(bankOf(last.id(), 4));
        assertThat(metrics.values()).containsEntry("gateway_registry_banks", 4.0 * count);
    }

    // versions

    @Test
    void aFileOfTheFirstVersionIsBroughtUpToDate() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (String sql : Files.readString(Path.of(RegistryDurabilityTest.class
                            .getResource("version-1.sql")
                            .toURI()))
                    .split(";\\R", -1)) {
                statement.executeUpdate(sql);
            }
        }

        SqliteRegistry registry = open(LISTED);

        RegisteredDevice device = registry.find(A).orElseThrow();
        assertThat(device.labels()).isEqualTo(Map.of("site", "A1"));
        assertThat(device.enabled()).isFalse();
        assertThat(device.disabledReason()).isEqualTo("in repair");
        assertThat(device.presence())
                .isEqualTo(new Presence(A, Presence.State.STALE, Presence.Reason.SILENT, "nothing heard for 100 s"));
        assertThat(device.presenceAt()).isEqualTo("2026-01-02T03:04:05.678901Z");
        assertThat(device.epoch()).isEqualTo(12);
        assertThat(device.slots())
                .isEqualTo(Map.of(
                        1,
                        new SlotState(bank(1, X, 80), 37, Instant.parse("2026-01-02T03:04:05.678901Z"), true),
                        2,
                        new SlotState(
                                Events.slot(2, SlotContent.EMPTY),
                                36,
                                Instant.parse("2026-01-02T03:04:05.678901Z"),
                                false)));
        assertThat(device.facts())
                .containsExactly(new KnownFact(
                        new SimCard(A, "89860429141890024119"), 35, Instant.parse("2026-01-02T03:04:05.678901Z")));
        assertThat(registry.appliedOffset()).isEqualTo(40);
        assertThat(registry.knowsBank(X)).isTrue();
        assertThat(registry.find(new DeviceId("wosi", "LATER")).orElseThrow().presence())
                .isEqualTo(new Presence(
                        new DeviceId("wosi", "LATER"), Presence.State.STALE, Presence.Reason.GATEWAY_RESTARTED, "x"));
        assertThat(registry.find(new DeviceId("wosi", "LATER")).orElseThrow().slots())
                .isEmpty();
        assertThat(registry.find(new DeviceId("wosi", "LATER")).orElseThrow().facts())
                .isEmpty();
        registry.admit(B, "10.0.0.1");
        close(registry);
        assertThat(count("SELECT max(version) FROM schema_version")).isEqualTo(4);
        SqliteRegistry again = open(LISTED);
        assertThat(again.find(A)).contains(device);
        assertThat(again.unknownDevices()).hasSize(1);
    }

    private static BankId bankOf(DeviceId device, int slot) {
        return new BankId(device.value() + "x" + slot);
    }
}
