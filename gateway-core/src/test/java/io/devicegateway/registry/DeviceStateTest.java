package io.devicegateway.registry;

import static io.devicegateway.registry.Events.A;
import static io.devicegateway.registry.Events.B;
import static io.devicegateway.registry.Events.X;
import static io.devicegateway.registry.Events.Y;
import static io.devicegateway.registry.Events.at;
import static io.devicegateway.registry.Events.bank;
import static io.devicegateway.registry.Events.connected;
import static io.devicegateway.registry.Events.inventory;
import static io.devicegateway.registry.Events.released;
import static io.devicegateway.registry.Events.returned;
import static io.devicegateway.registry.Events.slot;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankReleased;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.KnownFact;
import io.devicegateway.api.Presence;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.journal.EventJson;
import io.devicegateway.registry.Registry.RegisteredDevice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each event does to what is known. Offset 1 and 2 are the connections of A and B. */
final class DeviceStateTest {
    private static final StateJson JSON = new StateJson(new EventJson());

    private final Events events = new Events();
    private final KnownDevices devices = new KnownDevices(JSON, true, 1_000, new DetailBudget(1 << 20));

    @BeforeEach
    void connect() {
        apply(1, connected(A));
        apply(1, connected(B));
    }

    private void apply(long epoch, DeviceEvent event) {
        devices.apply(events.of(epoch, event));
    }

    private RegisteredDevice known(DeviceId id) {
        return devices.find(id);
    }

    @Test
    void aReturnPutsABankIntoItsSlot() {
        apply(1, returned(A, 3, X));

        assertThat(known(A).slots()).isEqualTo(Map.of(3, new SlotState(bank(3, X, null), 3, at(3), true)));
        assertThat(known(A).holdsReturned(X)).isTrue();
        assertThat(known(A).bankIn(3)).isEqualTo(X);
    }

    @Test
    void aReleaseEmptiesTheSlot() {
        apply(1, returned(A, 3, X));
        apply(1, released(A, 3, X));

        assertThat(known(A).slots()).isEqualTo(Map.of(3, new SlotState(slot(3, SlotContent.EMPTY), 4, at(4), false)));
        assertThat(known(A).holdsReturned(X)).isFalse();
    }

    @Test
    void aReleaseOfAnUnreadableBankEmptiesTheSlotToo() {
        apply(1, returned(A, 3, X));
        apply(1, new BankReleased(A, 3, null, BankReleased.Cause.EJECT));

        assertThat(known(A).bankIn(3)).isNull();
        apply(1, returned(B, 1, X));
        assertThat(known(A).slots().get(3).offset()).as("A let go of it before").isEqualTo(4);
    }

    @Test
    void aRejectedReturnChangesNothing() {
        apply(1, returned(A, 3, X));
        RegisteredDevice before = known(A);
        apply(1, new ReturnRejected(A, 3, Y, ReturnVerdict.SLOT_OCCUPIED, DecidedBy.AUTHORITY));
        apply(1, new UnknownMessage(A, "0x6B", ""));

        assertThat(known(A)).isEqualTo(before);
        assertThat(devices.knows(Y)).isFalse();
    }

    @Test
    void aCompleteInventoryReplacesTheSlots() {
        apply(1, inventory(A, bank(1, X, 80), bank(2, Y, 20), slot(3, SlotContent.FAULT)));
        apply(1, inventory(A, bank(2, X, 60)));

        assertThat(known(A).slots())
                .isEqualTo(Map.of(
                        1, new SlotState(slot(1, SlotContent.EMPTY), 4, at(4), false),
                        2, new SlotState(bank(2, X, 60), 4, at(4), false),
                        3, new SlotState(slot(3, SlotContent.EMPTY), 4, at(4), false)));
    }

    @Test
    void anIncompleteInventoryChangesWhatItNames() {
        apply(1, inventory(A, bank(1, X, 80), bank(2, Y, 20)));
        apply(1, new InventoryReported(A, List.of(bank(2, Y, 40)), false));

        assertThat(known(A).slots())
                .isEqualTo(Map.of(
                        1, new SlotState(bank(1, X, 80), 3, at(3), false),
                        2, new SlotState(bank(2, Y, 40), 4, at(4), false)));
    }

    @Test
    void aReturnedBankStaysReturnedWhileItIsInItsSlot() {
        apply(1, returned(A, 3, X));
        apply(2, inventory(A, bank(3, X, 40)));

        assertThat(known(A).slots()).isEqualTo(Map.of(3, new SlotState(bank(3, X, 40), 3, at(3), true)));

        apply(2, inventory(A, bank(4, X, 40)));
        assertThat(known(A).holdsReturned(X))
                .as("it was taken out and put elsewhere")
                .isFalse();
    }

    @Test
    void aBankThatIsGoneFromTheInventoryMayBeReturnedAgain() {
        apply(1, returned(A, 3, X));
        apply(2, inventory(A, bank(1, Y, 40)));

        assertThat(known(A).holdsReturned(X)).isFalse();
        assertThat(known(A).slots().get(3).report().content()).isEqualTo(SlotContent.EMPTY);
    }

    @Test
    void theLastReportOfASlotCounts() {
        apply(1, inventory(A, bank(1, X, 80), bank(1, Y, 20)));

        assertThat(known(A).slots()).isEqualTo(Map.of(1, new SlotState(bank(1, Y, 20), 3, at(3), false)));
        apply(1, returned(B, 1, X));
        assertThat(known(A).slots().get(1).offset()).isEqualTo(3);
    }

    @Test
    void aBankIsInOnePlaceOnly() {
        apply(1, returned(A, 3, X));
        apply(1, returned(B, 5, X));

        assertThat(known(A).holdsReturned(X)).isFalse();
        assertThat(known(A).slots()).isEqualTo(Map.of(3, new SlotState(slot(3, SlotContent.UNKNOWN), 4, at(4), false)));
        assertThat(known(B).holdsReturned(X)).isTrue();

        apply(1, inventory(A, bank(3, X, 20)));
        assertThat(known(B).holdsReturned(X)).isFalse();
        assertThat(known(A).bankIn(3)).isEqualTo(X);
    }

    @Test
    void aBankThatMovedWithinADeviceLeavesItsOldSlot() {
        apply(1, returned(A, 3, X));
        apply(1, returned(A, 5, X));
        assertThat(known(A).slots().get(3).report().content()).isEqualTo(SlotContent.UNKNOWN);

        apply(1, released(A, 5, X));
        assertThat(known(A).holdsReturned(X))
                .as("or its next return would count as a duplicate")
                .isFalse();
    }

    @Test
    void presenceAndEpochFollowTheNewestSession() {
        Presence silent = new Presence(A, Presence.State.STALE, Presence.Reason.SILENT, "nothing heard for 100 s");
        apply(5, new Presence(A, Presence.State.ONLINE, Presence.Reason.TAKEN_OVER, ""));
        apply(5, silent);
        apply(4, new Presence(A, Presence.State.OFFLINE, Presence.Reason.CLOSED_BY_PEER, ""));

        assertThat(known(A).presence()).isEqualTo(silent);
        assertThat(known(A).presenceAt()).isEqualTo(at(4));
        assertThat(known(A).epoch()).isEqualTo(5);

        apply(0, new Presence(A, Presence.State.OFFLINE, Presence.Reason.GATEWAY_RESTARTED, ""));
        assertThat(known(A).presence().state()).isEqualTo(Presence.State.OFFLINE);
        assertThat(known(A).epoch()).isEqualTo(5);
    }

    @Test
    void anOlderSessionsReturnHappenedButItsInventoryIsOld() {
        apply(5, inventory(A, bank(1, X, 80)));
        apply(4, inventory(A, bank(1, Y, 80)));
        apply(4, new SoftwareVersion(A, "old"));
        assertThat(known(A).bankIn(1)).isEqualTo(X);
        assertThat(known(A).facts()).isEmpty();

        apply(4, returned(A, 2, Y));
        assertThat(known(A).bankIn(2)).isEqualTo(Y);
        assertThat(known(A).epoch()).isEqualTo(5);
    }

    @Test
    void ofEachKindOfFactTheLatestIsKept() {
        apply(1, new SoftwareVersion(A, "1"));
        apply(1, new SoundVolume(A, 3));
        apply(1, new SoftwareVersion(A, "2"));

        assertThat(known(A).facts())
                .containsExactly(
                        new KnownFact(new SoftwareVersion(A, "2"), 5, at(5)),
                        new KnownFact(new SoundVolume(A, 3), 4, at(4)));
    }

    @Test
    void banksAreKnownOnceTheyWereSeen() {
        apply(1, new BankReleased(A, 3, X, BankReleased.Cause.RENT));
        apply(1, inventory(A, bank(1, Y, 80)));
        apply(1, inventory(A, new SlotReport[0]));

        assertThat(devices.knows(X)).isTrue();
        assertThat(devices.knows(Y)).isTrue();
        assertThat(devices.bankCount()).isEqualTo(2);
    }

    @Test
    void whereOnlyListedDevicesAreAdmittedNoEventRegistersOne() {
        KnownDevices listed = new KnownDevices(JSON, false, 1_000, new DetailBudget(1 << 20));
        listed.apply(new Events().of(1, connected(A)));

        assertThat(listed.find(A)).isNull();
        assertThat(listed.ignored()).isEqualTo(1);
    }
}
