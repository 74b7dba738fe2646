package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankFound;
import io.devicegateway.api.BankId;
import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.RentBank;
import io.devicegateway.session.SessionBench.Wire;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bank that only an inventory tells of is found, once, and not taken for a return. */
class BankFoundTest {
    private final SessionBench bench = new SessionBench();
    private Wire cabinet = bench.connectAndLogin();

    @Test
    void whatAnInventoryShowsFirstIsNoNews() {
        cabinet.says("inventory 1 B1 2 B2");
        assertThat(found()).isEmpty();
    }

    @Test
    void aReturnBeforeTheFirstInventoryTellsNothingOfOtherSlots() {
        cabinet.says("return 1 B1");
        cabinet.says("inventory 1 B1 2 B2");
        assertThat(found()).isEmpty();
    }

    @Test
    void aBankThatWasPutInWhileTheCabinetWasOffIsFoundOnce() {
        cabinet.says("inventory 1 B1 2 B2");
        cabinet.says("rented 2 ok B2");
        cabinet.hangsUp();
        cabinet = bench.connectAndLogin();
        cabinet.says("inventory 1 B1 3 B2");
        cabinet.says("inventory 1 B1 3 B2");
        assertThat(found()).containsExactly(new BankFound(SessionBench.CABINET, 3, new BankId("B2")));
    }

    @Test
    void aBankThatIsInItsOldSlotAgainIsFoundToo() {
        cabinet.says("inventory 1 B1 2 B2");
        cabinet.says("rented 2 ok B2");
        cabinet.hangsUp();
        cabinet = bench.connectAndLogin();
        cabinet.says("inventory 1 B1 2 B2");
        assertThat(found()).containsExactly(new BankFound(SessionBench.CABINET, 2, new BankId("B2")));
    }

    @Test
    void aReturnThatWasHeardIsNotFoundAgain() {
        cabinet.says("inventory 1 B1");
        cabinet.says("return 4 B4");
        cabinet.says("inventory 1 B1 4 B4");
        cabinet.hangsUp();
        cabinet = bench.connectAndLogin();
        cabinet.says("inventory 1 B1 4 B4");
        assertThat(found()).isEmpty();
    }

    @Test
    void aBankThatTheGatewayKnowsIsFoundInAnEmptyCabinet() {
        cabinet.says("inventory 1 B1");
        Wire other = bench.connect();
        other.says("login A2");
        other.says("inventory 7 B1");
        assertThat(found()).singleElement().satisfies(found -> {
            assertThat(found.slot()).isEqualTo(7);
            assertThat(found.bank()).isEqualTo(new BankId("B1"));
        });
    }

    @Test
    void itComesAfterItsInventory() {
        cabinet.says("inventory 1 B1");
        cabinet.says("inventory 1 B1 2 B2");
        List<DeviceEvent> events = bench.journal.events();
        assertThat(events.getLast()).isInstanceOf(BankFound.class);
        assertThat(events.get(events.size() - 2)).isInstanceOf(InventoryReported.class);
        assertThat(events).noneMatch(CommandEvent.class::isInstance);
    }

    @Test
    void aBankThatIsFoundElsewhereHadBeenReleased() {
        cabinet.says("inventory 3 B3");
        bench.send(new RentBank(SessionBench.CABINET, 3));
        bench.advance(Duration.ofSeconds(1));
        cabinet.hangsUp();
        Wire other = bench.connect();
        other.says("login A2");
        other.says("inventory 7 B3");
        List<DeviceEvent> events = bench.journal.events();
        assertThat(bench.events(CommandResolved.class)).singleElement().satisfies(resolved -> {
            assertThat(resolved.happened()).isTrue();
            assertThat(events.indexOf(resolved)).isLessThan(events.indexOf(found().getFirst()));
        });
    }

    @Test
    void aBankThatIsFoundElsewhereEndsTheWaitForTheReply() {
        cabinet.says("inventory 3 B3");
        var rent = bench.send(new RentBank(SessionBench.CABINET, 3));
        bench.advance(Duration.ofSeconds(1));
        Wire other = bench.connect();
        other.says("login A2");
        other.says("inventory 7 B3");
        assertThat(rent.join()).isInstanceOf(CommandResult.Unknown.class);
        assertThat(bench.events(CommandResolved.class)).hasSize(1);
    }

    @Test
    void aBankThatIsFoundInItsOwnSlotProvesNothing() {
        RentBank rent = new RentBank(SessionBench.CABINET, 3);
        BankId bank = new BankId("B3");
        assertThat(Resolution.byEvent(rent, new BankFound(SessionBench.CABINET, 3, bank)))
                .isEmpty();
        assertThat(Resolution.byEvent(rent, new BankFound(SessionBench.CABINET, 4, bank)))
                .hasValueSatisfying(found -> assertThat(found.happened()).isTrue());
    }

    private List<BankFound> found() {
        return bench.events(BankFound.class);
    }
}
