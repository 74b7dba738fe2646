package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.Presence;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.ReleaseFailed;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.ReturnFailed;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.powerbank.PowerbankLockerSettings.Customers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The virtual locker against the session core: each flow, and each fault. */
class PowerbankLockerOnCoreTest {
    private static final BankId FOREIGN = new BankId("VISITOR001");
    private static final PowerbankLockerSettings LOCKER =
            PowerbankLockerSettings.of(Frames.IMEI).stocked();

    private final LockersOnCore bench = new LockersOnCore(PowerbankSettings.DEFAULT);
    private final PowerbankLocker locker = bench.plug(LOCKER);

    @AfterEach
    void nothingWasWrong() {
        assertThat(locker.wrongs()).isZero();
        bench.close();
    }

    private void seconds(long seconds) {
        bench.core.pass(Duration.ofSeconds(seconds));
    }

    private CompletableFuture<CommandResult<BankReleased>> rent(int slot) {
        return bench.core.send(new RentBank(locker.id(), slot));
    }

    @Test
    void itSaysWhoItIsAndWhatItHolds() {
        seconds(2);
        assertThat(bench.core.events(InventoryReported.class)).singleElement().satisfies(reported -> {
            assertThat(reported.complete()).isTrue();
            assertThat(reported.slots())
                    .extracting(slot -> slot.content().name())
                    .containsExactly("BANK", "BANK", "EMPTY");
        });
        assertThat(bench.core.send(new QueryInventory(locker.id())).join()).isInstanceOf(Done.class);
        assertThat(bench.core.events(InventoryReported.class)).hasSize(2);
    }

    @Test
    void aLendSucceeds() {
        seconds(2);
        BankId bank = locker.banks().get(1);
        var result = rent(1);
        seconds(1);
        assertThat(result.join())
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(done.reply())
                                .isEqualTo(new BankReleased(locker.id(), 1, bank, BankReleased.Cause.RENT)));
        assertThat(locker.banks()).doesNotContainKey(1);
        assertThat(locker.unanswered()).isZero();
        assertThat(locker.ledger().entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.outcome()).isEqualTo(Outcome.LENT));
    }

    @Test
    void aJammedSlotRefuses() {
        seconds(2);
        locker.jam(1, true);
        var result = rent(1);
        seconds(1);
        assertThat(result.join()).isInstanceOf(Refused.class);
        assertThat(bench.core.events(ReleaseFailed.class)).hasSize(1);
        assertThat(locker.banks()).containsKey(1);
        assertThat(locker.unanswered()).isZero();
    }

    @Test
    void aBankComesBack() {
        seconds(2);
        locker.returnBank(3, FOREIGN);
        seconds(1);
        assertThat(bench.core.events(BankReturned.class))
                .extracting(BankReturned::slot, BankReturned::bank)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(3, FOREIGN));
        assertThat(locker.ledger().returns()).hasSize(1);
        assertThat(locker.unanswered()).isZero();
    }

    @Test
    void aForeignBankIsHandedBack() {
        bench.core.authority().onOwns(question -> CompletableFuture.completedFuture(false));
        seconds(2);
        locker.returnBank(3, FOREIGN);
        seconds(1);
        assertThat(bench.core.events(ReturnRejected.class)).hasSize(1);
        assertThat(bench.core.events(BankReturned.class)).isEmpty();
        assertThat(locker.banks()).doesNotContainKey(3);
        assertThat(locker.unanswered()).isZero();
    }

    @Test
    void aReturnThatFailsIsTold() {
        locker.inject(PowerbankFault.RETURN_FAILS);
        locker.returnBank(3, FOREIGN);
        seconds(1);
        assertThat(bench.core.events(ReturnFailed.class)).hasSize(1);
        assertThat(bench.core.events(BankReturned.class)).isEmpty();
        assertThat(locker.unanswered()).isZero();
    }

    @Test
    void aLostAcknowledgementLeadsToOneEvent() {
        seconds(2);
        locker.returnBank(3, FOREIGN);
        locker.inject(PowerbankFault.LOSE_ANSWER);
        locker.inject(PowerbankFault.LOSE_ACK);
        locker.inject(PowerbankFault.LOSE_ACK);
        seconds(20);
        assertThat(bench.core.events(BankReturned.class)).hasSize(1);
        assertThat(locker.ledger().returns())
                .singleElement()
                .satisfies(entry -> assertThat(entry.attempts()).isEqualTo(3));
        assertThat(bench.core.metrics().count("gateway_reports_repeated", "protocol", "powerbank"))
                .isEqualTo(3);
    }

    @Test
    void aLostAcknowledgementLeadsToOneEventOverARestartToo() {
        seconds(2);
        locker.returnBank(3, FOREIGN);
        locker.inject(PowerbankFault.LOSE_ACK);
        locker.inject(PowerbankFault.LOSE_ACK);
        seconds(6);
        bench.core.restart();
        seconds(10);
        assertThat(bench.core.events(BankReturned.class)).hasSize(1);
        assertThat(locker.ledger().returns()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = PowerbankFault.class,
            names = {
                "SPLIT_FRAME",
                "CUT_FRAME",
                "GLUED_FRAMES",
                "BAD_CHECKSUM",
                "NOISE",
                "RECONNECT_MID_FRAME",
            })
    void aDamagedFrameCostsTimeAtMost(PowerbankFault fault) {
        seconds(2);
        locker.inject(fault);
        locker.returnBank(3, FOREIGN);
        seconds(90);
        if (fault == PowerbankFault.BAD_CHECKSUM) {
            assertThat(bench.anomalies("bad-checksum") + bench.anomalies("other-checksum"))
                    .isPositive();
        }
        assertThat(bench.core.events(BankReturned.class))
                .extracting(BankReturned::bank)
                .containsExactly(FOREIGN);
        assertThat(locker.unanswered()).isZero();
        assertThat(bench.core.events(Presence.class).getLast().state()).isEqualTo(Presence.State.ONLINE);
    }

    @Test
    void aLostOutcomeIsUnknownUntilTheInventoryTells() {
        seconds(2);
        locker.inject(PowerbankFault.LOSE_REPLY);
        var result = rent(1);
        seconds(29);
        assertThat(result).isNotDone();
        seconds(3);
        assertThat(result.join()).isInstanceOf(Unknown.class);
        assertThat(bench.core.events(CommandResolved.class))
                .singleElement()
                .satisfies(resolved -> assertThat(resolved.happened()).isTrue());
    }

    @Test
    void anIgnoredCommandIsUnknownUntilTheInventoryTells() {
        seconds(2);
        locker.inject(PowerbankFault.IGNORE_COMMAND);
        var result = rent(1);
        seconds(32);
        assertThat(result.join()).isInstanceOf(Unknown.class);
        assertThat(bench.core.events(CommandResolved.class))
                .singleElement()
                .satisfies(resolved -> assertThat(resolved.happened()).isFalse());
    }

    @Test
    void aLateOutcomeIsAnEventOfItsOwn() {
        seconds(2);
        locker.inject(PowerbankFault.LATE_REPLY);
        var result = rent(1);
        seconds(31);
        assertThat(result.join()).isInstanceOf(Unknown.class);
        seconds(15);
        assertThat(bench.core.events(LateReply.class)).hasSize(1);
        assertThat(bench.core.events(BankReleased.class)).hasSize(1);
        assertThat(locker.unanswered()).isZero();
    }

    @Test
    void anOutcomeThatIsReportedTwiceCountsOnce() {
        seconds(2);
        locker.inject(PowerbankFault.REPLY_TWICE);
        var result = rent(1);
        seconds(10);
        assertThat(result.join()).isInstanceOf(Done.class);
        assertThat(bench.core.events(BankReleased.class)).hasSize(1);
        assertThat(bench.core.events(LateReply.class)).isEmpty();
        assertThat(locker.unanswered()).isZero();
    }

    @Test
    void aLockerThatFallsSilentGoesOffline() {
        seconds(2);
        locker.inject(PowerbankFault.FALL_SILENT);
        seconds(320);
        assertThat(bench.core.events(Presence.class))
                .extracting(Presence::reason)
                .contains(Presence.Reason.SILENT);
    }

    @Test
    void aLockerThatChangesItsCheckIsFollowed() {
        seconds(2);
        locker.inject(PowerbankFault.OTHER_DIALECT);
        locker.returnBank(3, FOREIGN);
        seconds(130);
        assertThat(bench.core.events(BankReturned.class)).hasSize(1);
        assertThat(locker.unanswered()).isZero();
        assertThat(bench.anomalies("other-checksum")).isPositive();
    }

    @Test
    void customersKeepItBusyAndEveryOutcomeIsAccountedFor() {
        PowerbankLocker busy = bench.plug(PowerbankLockerSettings.of("865501040783277")
                .stocked()
                .with(new Customers(Duration.ofSeconds(20), 4), 11));
        seconds(1800);
        assertThat(busy.ledger().returns()).isNotEmpty();
        assertThat(bench.core.events(BankReturned.class))
                .hasSameSizeAs(busy.ledger().returns());
        assertThat(busy.wrongs()).isZero();
    }
}
