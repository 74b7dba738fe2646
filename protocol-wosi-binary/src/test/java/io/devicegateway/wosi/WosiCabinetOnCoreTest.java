package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.NetworkSignal;
import io.devicegateway.api.Presence;
import io.devicegateway.api.QueryNetwork;
import io.devicegateway.api.QueryServer;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.QueryVolume;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.RestartDevice;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.SetServer;
import io.devicegateway.api.SetVolume;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.UpgradeSoftware;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The virtual cabinet and the gateway's side of the protocol, written apart, in conversation. */
class WosiCabinetOnCoreTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WosiCabinetSettings CABINET = WosiCabinetSettings.of("WSTD081565222888", 8);
    private static final WosiCabinetSettings STOCKED = CABINET.stocked();

    private final CabinetOnCore core = new CabinetOnCore(WosiSettings.DEFAULT);

    @AfterEach
    void end() {
        core.close();
    }

    @Test
    void anHourWithoutIncident() {
        WosiCabinet cabinet = core.plug(STOCKED);
        core.pass(Duration.ofHours(1));
        assertThat(cabinet.isLoggedIn()).isTrue();
        assertThat(cabinet.logins()).isEqualTo(1);
        assertThat(cabinet.wrongs()).isZero();
        assertThat(core.presences()).containsExactly(Presence.Reason.CONNECTED);
        assertThat(core.events(InventoryReported.class)).singleElement().satisfies(inventory -> {
            assertThat(inventory.complete()).isTrue();
            assertThat(inventory.slots()).hasSize(7);
        });
    }

    @Test
    void aReturnIsAcceptedOnce() {
        WosiCabinet cabinet = core.plug(CABINET);
        core.pass(SECOND);
        cabinet.returnBank(3, bank(1));
        core.pass(SECOND);
        assertThat(cabinet.ledger().accepted()).singleElement().satisfies(entry -> {
            assertThat(entry.slot()).isEqualTo(3);
            assertThat(entry.bank()).isEqualTo(bank(1));
            assertThat(entry.attempts()).isEqualTo(1);
        });
        assertThat(core.returns())
                .singleElement()
                .satisfies(event -> assertThat(event.bank()).isEqualTo(bank(1)));
        assertThat(cabinet.banks()).containsEntry(3, bank(1));
    }

    @Test
    void aReturnMadeBeforeTheLoginIsReportedAfterIt() {
        WosiCabinet cabinet = core.plug(CABINET);
        cabinet.returnBank(1, bank(1));
        core.pass(SECOND);
        assertThat(cabinet.ledger().accepted()).hasSize(1);
    }

    /**
     * Whatever happens to its frames, each return gets there and is one event. A cabinet that fell silent may come back after
     * the window in which a return is recognised: then the authority knows that the bank was returned before.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensToFramesEachReturnIsOneEvent(long seed) {
        core.authority.onJudgeReturn(question -> CompletableFuture.completedFuture(
                question.returnedBefore() ? ReturnVerdict.DUPLICATE : ReturnVerdict.ACCEPTED));
        Random random = new Random(seed);
        List<WosiFault> faults = List.of(
                WosiFault.SPLIT_FRAME,
                WosiFault.CUT_FRAME,
                WosiFault.LOST_BYTES,
                WosiFault.GLUED_FRAMES,
                WosiFault.BAD_CHECKSUM,
                WosiFault.LYING_LENGTH,
                WosiFault.NOISE,
                WosiFault.RECONNECT_MID_FRAME,
                WosiFault.FALL_SILENT);
        WosiCabinet cabinet = core.plug(WosiCabinetSettings.of("WSTD481565222888", 48));
        core.pass(SECOND);
        List<BankId> brought = new ArrayList<>();
        for (int slot = 1; slot <= 48; slot++) {
            if (random.nextInt(3) == 0) {
                cabinet.inject(faults.get(random.nextInt(faults.size())));
            }
            cabinet.returnBank(slot, bank(slot));
            brought.add(bank(slot));
            core.pass(Duration.ofMillis(random.nextInt(20_000)));
        }
        core.pass(Duration.ofMinutes(5));
        assertThat(cabinet.unansweredReturns()).isZero();
        assertThat(core.returns().stream().map(event -> event.bank())).containsExactlyInAnyOrderElementsOf(brought);
        assertThat(cabinet.ledger().answers().stream().map(WosiReturnLedger.Entry::bank))
                .containsExactlyInAnyOrderElementsOf(brought);
        assertThat(cabinet.wrongs()).isZero();
    }

    @Test
    void withoutAJournalNothingIsAcceptedAndTheReturnComesAgain() {
        WosiCabinet cabinet = core.plug(CABINET);
        core.pass(SECOND);
        core.journal.hold();
        cabinet.returnBank(3, bank(1));
        core.pass(Duration.ofSeconds(30));
        assertThat(cabinet.ledger().answers()).isEmpty();
        core.journal.release();
        core.pass(SECOND);
        assertThat(cabinet.ledger().accepted()).hasSize(1);
        assertThat(core.returns()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = ReturnVerdict.class,
            names = {"BANK_ABNORMAL", "DUPLICATE", "ILLEGAL_BANK", "SLOT_OCCUPIED"})
    void aBankThatIsTurnedDownComesOutAgain(ReturnVerdict verdict) {
        core.authority.onJudgeReturn(question -> CompletableFuture.completedFuture(verdict));
        WosiCabinet cabinet = core.plug(CABINET);
        cabinet.returnBank(3, bank(1));
        core.pass(SECOND);
        assertThat(cabinet.ledger().answers())
                .singleElement()
                .satisfies(entry -> assertThat(entry.accepted()).isFalse());
        assertThat(cabinet.banks()).isEmpty();
        assertThat(core.events(ReturnRejected.class)).hasSize(1);
    }

    @Test
    void aFailureIsTriedAgainUntilItIsJudged() {
        core.authority.onJudgeReturn(question -> CompletableFuture.completedFuture(ReturnVerdict.FAILED));
        WosiCabinet cabinet = core.plug(CABINET);
        cabinet.returnBank(3, bank(1));
        core.pass(Duration.ofSeconds(12));
        assertThat(cabinet.unansweredReturns()).isEqualTo(1);
        core.authority.onJudgeReturn(question -> CompletableFuture.completedFuture(ReturnVerdict.ACCEPTED));
        core.pass(Duration.ofSeconds(12));
        assertThat(cabinet.ledger().accepted()).hasSize(1);
        assertThat(core.returns()).hasSize(1);
        assertThat(cabinet.banks()).containsKey(3);
    }

    @Test
    void anOldCabinetReportsItsBanksAgainAndTheyAreOneEventEachWithinTheWindow() {
        WosiCabinet cabinet = core.plug(CABINET.with(1, bank(1))
                .with(2, bank(2))
                .with(new WosiCabinetSettings.Firmware("A.01", "1", true, true)));
        core.pass(SECOND);
        assertThat(core.returns()).hasSize(2);
        cabinet.inject(WosiFault.RECONNECT_MID_FRAME);
        core.pass(Duration.ofSeconds(40));
        assertThat(cabinet.logins()).isEqualTo(2);
        assertThat(cabinet.ledger().accepted()).hasSize(4);
        assertThat(core.returns()).hasSize(2);
    }

    // commands

    @Test
    void aRentEndsWithTheBank() {
        WosiCabinet cabinet = core.plug(STOCKED);
        core.pass(Duration.ofSeconds(2));
        BankId expected = cabinet.banks().get(3);
        var result = core.send(new RentBank(cabinet.id(), 3));
        core.pass(SECOND);
        assertThat(result).isCompleted();
        assertThat(result.join())
                .isInstanceOfSatisfying(
                        CommandResult.Done.class,
                        done -> assertThat(done.reply())
                                .isEqualTo(new BankReleased(cabinet.id(), 3, expected, BankReleased.Cause.RENT)));
        assertThat(cabinet.banks()).doesNotContainKey(3);
    }

    @Test
    void aJammedOrEmptySlotRefuses() {
        WosiCabinet cabinet = core.plug(STOCKED);
        core.pass(Duration.ofSeconds(2));
        cabinet.jam(3, true);
        var jammed = core.send(new RentBank(cabinet.id(), 3));
        var empty = core.send(new EjectBank(cabinet.id(), 8));
        core.pass(SECOND);
        assertThat(jammed.join()).isInstanceOf(CommandResult.Refused.class);
        assertThat(empty.join()).isInstanceOf(CommandResult.Refused.class);
        assertThat(cabinet.banks()).containsKey(3);
        cabinet.jam(3, false);
        var freed = core.send(new EjectBank(cabinet.id(), 3));
        core.pass(SECOND);
        assertThat(freed.join()).isInstanceOf(CommandResult.Done.class);
    }

    @Test
    void aBankThatLeavesInSilenceIsUnknownUntilTheInventoryTells() {
        WosiCabinet cabinet = core.plug(STOCKED);
        core.pass(Duration.ofSeconds(2));
        cabinet.inject(WosiFault.LOSE_REPLY);
        var result = core.send(new RentBank(cabinet.id(), 3));
        core.pass(Duration.ofSeconds(25));
        assertThat(result.join()).isInstanceOf(CommandResult.Unknown.class);
        assertThat(core.events(CommandEvent.CommandResolved.class))
                .singleElement()
                .satisfies(resolved -> assertThat(resolved.happened()).isTrue());
    }

    @Test
    void anIgnoredRentIsUnknownUntilTheInventoryTells() {
        WosiCabinet cabinet = core.plug(STOCKED);
        core.pass(Duration.ofSeconds(2));
        cabinet.inject(WosiFault.IGNORE_COMMAND);
        var result = core.send(new RentBank(cabinet.id(), 3));
        core.pass(Duration.ofSeconds(25));
        assertThat(result.join()).isInstanceOf(CommandResult.Unknown.class);
        assertThat(core.events(CommandEvent.CommandResolved.class))
                .singleElement()
                .satisfies(resolved -> assertThat(resolved.happened()).isFalse());
        assertThat(cabinet.banks()).containsKey(3);
    }

    @Test
    void aLateReplyIsAnEvent() {
        WosiCabinet cabinet = core.plug(STOCKED);
        core.pass(Duration.ofSeconds(2));
        cabinet.inject(WosiFault.LATE_REPLY);
        var result = core.send(new RentBank(cabinet.id(), 3));
        core.pass(Duration.ofSeconds(35));
        assertThat(result.join()).isInstanceOf(CommandResult.Unknown.class);
        assertThat(core.events(CommandEvent.LateReply.class)).hasSize(1);
        assertThat(core.events(BankReleased.class)).hasSize(1);
    }

    @Test
    void aReplyThatComesTwiceSettlesOnce() {
        WosiCabinet cabinet = core.plug(STOCKED);
        core.pass(Duration.ofSeconds(2));
        cabinet.inject(WosiFault.REPLY_TWICE);
        var result = core.send(new RentBank(cabinet.id(), 3));
        core.pass(SECOND);
        assertThat(result.join()).isInstanceOf(CommandResult.Done.class);
        assertThat(core.events(CommandEvent.CommandSettled.class).stream()
                        .filter(settled ->
                                settled.commandId().equals(result.join().commandId())))
                .hasSize(1);
        assertThat(core.events(CommandEvent.LateReply.class)).hasSize(1);
    }

    @Test
    void aRentWhoseConnectionEndsInTheReplyIsToldByTheNextInventory() {
        WosiCabinet cabinet = core.plug(STOCKED);
        core.pass(Duration.ofSeconds(2));
        cabinet.inject(WosiFault.RECONNECT_MID_FRAME);
        var result = core.send(new RentBank(cabinet.id(), 3));
        core.pass(Duration.ofSeconds(5));
        assertThat(result.join())
                .isInstanceOfSatisfying(
                        CommandResult.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(CommandResult.UnknownReason.CONNECTION_LOST));
        assertThat(core.events(CommandEvent.CommandResolved.class))
                .singleElement()
                .satisfies(resolved -> assertThat(resolved.happened()).isTrue());
    }

    @Test
    void everyOtherCommandIsCarriedOut() {
        WosiCabinet cabinet = core.plug(STOCKED);
        core.pass(Duration.ofSeconds(2));
        done(core.send(new SetVolume(cabinet.id(), 11)));
        assertThat(done(core.send(new QueryVolume(cabinet.id())))).isEqualTo(new SoundVolume(cabinet.id(), 11));
        assertThat(done(core.send(new QueryNetwork(cabinet.id()))))
                .isEqualTo(new NetworkSignal(cabinet.id(), 23, 0, "LTE"));
        done(core.send(new SetServer(cabinet.id(), "gw.example.com", 9233, 60)));
        assertThat(done(core.send(new QueryServer(cabinet.id()))).toString())
                .contains("gw.example.com")
                .contains("9233")
                .contains("60");
        done(core.send(new RestartDevice(cabinet.id())));
        core.pass(SECOND);
        assertThat(cabinet.logins()).isEqualTo(2);
        done(core.send(new UpgradeSoftware(cabinet.id(), "203.0.113.20", 21, "B.10.00.bin", "ota", "s3cret@1")));
        core.pass(Duration.ofSeconds(10));
        assertThat(cabinet.logins()).isEqualTo(3);
        assertThat(done(core.send(new QueryVersion(cabinet.id()))))
                .isEqualTo(new SoftwareVersion(cabinet.id(), "B.10.00"));
        assertThat(cabinet.wrongs()).isZero();
    }

    @Test
    void anOldCabinetTellsItsNetworkUnderTheRetiredCode() {
        WosiCabinet cabinet = core.plug(CABINET.with(new WosiCabinetSettings.Firmware("A.01", "1", true, false)));
        core.pass(Duration.ofSeconds(2));
        var network = core.send(new QueryNetwork(cabinet.id()));
        var volume = core.send(new QueryVolume(cabinet.id()));
        core.pass(Duration.ofSeconds(11));
        assertThat(network.join()).isInstanceOf(CommandResult.Done.class);
        assertThat(volume.join()).isInstanceOf(CommandResult.Unknown.class);
    }

    // connections

    @Test
    void aHalfOpenConnectionIsSeenAsSilenceAndTheCabinetComesBack() {
        WosiCabinet cabinet = core.plug(CABINET);
        core.pass(Duration.ofSeconds(10));
        cabinet.inject(WosiFault.FALL_SILENT);
        core.pass(Duration.ofSeconds(120));
        assertThat(core.presences())
                .containsExactly(
                        Presence.Reason.CONNECTED,
                        Presence.Reason.SILENT,
                        Presence.Reason.SILENT,
                        Presence.Reason.CONNECTED);
    }

    @Test
    void aClonedNumberTakesTheConnectionOver() {
        WosiCabinet first = core.plug(CABINET.with(1, bank(1)));
        core.pass(Duration.ofSeconds(10));
        WosiCabinet second = core.plug(CABINET.with(2, bank(2)));
        core.pass(Duration.ofMillis(20));
        assertThat(first.id()).isEqualTo(second.id());
        assertThat(core.presences()).startsWith(Presence.Reason.CONNECTED, Presence.Reason.TAKEN_OVER);
    }

    /** Cabinets of which everything goes wrong now and then, and people who use them: the two sides end in agreement. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverGoesWrongByChanceBothSidesAgreeInTheEnd(long seed) {
        core.authority.onJudgeReturn(question -> CompletableFuture.completedFuture(
                question.returnedBefore() ? ReturnVerdict.DUPLICATE : ReturnVerdict.ACCEPTED));
        Map<WosiFault, Double> chances = new EnumMap<>(WosiFault.class);
        for (WosiFault fault : WosiFault.values()) {
            chances.put(fault, 0.02);
        }
        List<String> wrong = new ArrayList<>();
        List<String> left = new ArrayList<>();
        WosiCabinetSettings.Customers people = new WosiCabinetSettings.Customers(Duration.ofSeconds(60), 4);
        WosiCabinet cabinet = core.plug(STOCKED.with(people, seed).with(chances, seed), new WosiCabinetListener() {
            @Override
            public void wrong(WosiCabinet where, String what) {
                wrong.add(what);
            }

            @Override
            public void released(WosiCabinet where, int slot, BankId bank, BankReleased.Cause cause) {
                left.add(slot + " " + bank);
            }

            @Override
            public void rentWanted(WosiCabinet where, int slot) {
                var unused = core.send(new RentBank(where.id(), slot));
            }
        });
        core.pass(Duration.ofHours(2));
        assertThat(cabinet.logins()).isGreaterThan(1);
        // What was accepted is an event, in the same order. An answer may be lost, so there may be events without one.
        List<String> accepted = cabinet.ledger().accepted().stream()
                .map(entry -> entry.slot() + " " + entry.bank())
                .toList();
        List<String> returned = core.returns().stream()
                .map(event -> event.slot() + " " + event.bank())
                .toList();
        assertThat(accepted).isNotEmpty();
        assertThat(returned).containsSubsequence(accepted);
        // No bank is said to have left more often than it did. A reply may be lost, so it may be said less often.
        List<String> told = new ArrayList<>(core.events(BankReleased.class).stream()
                .map(event -> event.slot() + " " + event.bank())
                .toList());
        assertThat(told).isNotEmpty();
        left.forEach(told::remove);
        assertThat(told).isEmpty();
        // Every command has ended, in one of the four ways.
        assertThat(core.events(CommandEvent.CommandIssued.class).stream().map(CommandEvent.CommandIssued::commandId))
                .isNotEmpty()
                .allSatisfy(id -> assertThat(core.events(CommandEvent.CommandSettled.class).stream()
                                .filter(settled -> settled.commandId().equals(id)))
                        .hasSize(1));
        assertThat(wrong).isEmpty();
    }

    @Test
    void customersWithTheSameSeedDoTheSame() {
        List<String> doings = doings();
        assertThat(doings).hasSizeGreaterThan(20).contains("wants to rent 1");
        assertThat(doings()).isEqualTo(doings);
    }

    /** Customers for an hour, with a platform that lets everybody rent what he asks for. */
    private static List<String> doings() {
        List<String> doings = new ArrayList<>();
        try (CabinetOnCore own = new CabinetOnCore(WosiSettings.DEFAULT)) {
            WosiCabinetSettings.Customers people = new WosiCabinetSettings.Customers(Duration.ofSeconds(40), 2);
            WosiCabinet cabinet = own.plug(CABINET.with(1, bank(1)).with(people, 7), new WosiCabinetListener() {
                @Override
                public void rentWanted(WosiCabinet where, int slot) {
                    doings.add("wants to rent " + slot);
                    var unused = own.send(new RentBank(where.id(), slot));
                }

                @Override
                public void returnAnswered(WosiCabinet where, WosiReturnLedger.Entry entry) {
                    doings.add("returned " + entry.bank() + " " + entry.result());
                }

                @Override
                public void released(WosiCabinet where, int slot, BankId bank, BankReleased.Cause cause) {
                    doings.add("took " + bank);
                }
            });
            own.pass(Duration.ofHours(1));
            assertThat(cabinet.wrongs()).isZero();
        }
        return doings;
    }

    private <R extends DeviceReply> R done(CompletableFuture<CommandResult<R>> result) {
        core.pass(SECOND);
        assertThat(result).isCompleted();
        assertThat(result.join()).isInstanceOf(CommandResult.Done.class);
        return ((CommandResult.Done<R>) result.join()).reply();
    }

    private static BankId bank(int number) {
        return new BankId(TerminalId.display(0x524C_3141_0000_0000L + number));
    }
}
