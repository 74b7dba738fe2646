package io.devicegateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cabinets, what people do to them, and their faults. */
class KitCabinetTest {
    private final GatewayKit kit = GatewayKit.start();

    enum Kind {
        WOSI(kit -> kit.wosiCabinet("RL1A031712000015")),
        LOCKER(kit -> kit.locker("860000000000018"));

        private final Function<GatewayKit, VirtualCabinet> plug;

        Kind(Function<GatewayKit, VirtualCabinet> plug) {
            this.plug = plug;
        }
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private CompletableFuture<CommandResult<BankReleased>> rent(VirtualCabinet cabinet, int slot) {
        return kit.gateway().cabinet(cabinet.id()).rent(slot);
    }

    /** A cabinet of which the gateway knows what is in it, so that it can tell later what has changed. */
    private VirtualCabinet known(Kind kind) {
        VirtualCabinet cabinet = kind.plug.apply(kit);
        assertThat(kit.gateway().cabinet(cabinet.id()).inventory().join()).isInstanceOf(Done.class);
        return cabinet;
    }

    @ParameterizedTest
    @EnumSource
    void aBankIsRentedAndComesBack(Kind kind) {
        VirtualCabinet cabinet = kind.plug.apply(kit);
        BankId bank = cabinet.bankIn(2);
        CommandResult<BankReleased> result = rent(cabinet, 2).join();
        assertThat(result)
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(done.reply())
                                .isEqualTo(new BankReleased(cabinet.id(), 2, bank, BankReleased.Cause.RENT)));
        assertThat(cabinet.banks()).doesNotContainKey(2);
        cabinet.returnBank(2, bank);
        assertThat(kit.only(BankReturned.class).bank()).isEqualTo(bank);
        assertThat(cabinet.bankIn(2)).isEqualTo(bank);
        assertThat(kit.gateway()
                        .device(cabinet.id())
                        .orElseThrow()
                        .slots()
                        .get(2)
                        .returned())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aJammedSlotRefusesUntilItIsFreed(Kind kind) {
        VirtualCabinet cabinet = kind.plug.apply(kit);
        cabinet.jamSlot(1);
        assertThat(rent(cabinet, 1).join()).isInstanceOf(Refused.class);
        assertThat(cabinet.banks()).containsKey(1);
        cabinet.freeSlot(1);
        assertThat(rent(cabinet, 1).join()).isInstanceOf(Done.class);
    }

    @ParameterizedTest
    @EnumSource
    void ofALostReplyTheCabinetTellsLater(Kind kind) {
        VirtualCabinet cabinet = known(kind);
        cabinet.loseNextReply();
        Instant before = kit.clock().instant();
        CommandResult<BankReleased> result = rent(cabinet, 1).join();
        assertThat(result)
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).isEqualTo(UnknownReason.NO_REPLY));
        assertThat(kit.clock().instant()).isAfter(before.plusSeconds(5));
        kit.advance(Duration.ofMinutes(2));
        assertThat(kit.only(CommandResolved.class))
                .satisfies(resolved -> assertThat(resolved.commandId()).isEqualTo(result.commandId()))
                .satisfies(resolved -> assertThat(resolved.happened()).isTrue());
    }

    @ParameterizedTest
    @EnumSource
    void anIgnoredCommandIsFoundNotToHaveHappened(Kind kind) {
        VirtualCabinet cabinet = known(kind);
        cabinet.ignoreNextCommand();
        assertThat(rent(cabinet, 1).join()).isInstanceOf(Unknown.class);
        kit.advance(Duration.ofMinutes(2));
        assertThat(kit.only(CommandResolved.class).happened()).isFalse();
        assertThat(cabinet.banks()).containsKey(1);
    }

    @ParameterizedTest
    @EnumSource
    void aLateReplyIsAnEventOfItsOwn(Kind kind) {
        VirtualCabinet cabinet = known(kind);
        cabinet.delayNextReply();
        CommandResult<BankReleased> result = kit.gateway()
                .cabinet(cabinet.id())
                .within(Duration.ofSeconds(10))
                .rent(1)
                .join();
        assertThat(result).isInstanceOf(Unknown.class);
        kit.advance(Duration.ofMinutes(1));
        assertThat(kit.events(LateReply.class).size()
                        + kit.events(CommandResolved.class).size())
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void anUnpluggedCabinetIsOfflineAndAQueryWaitsForIt(Kind kind) {
        VirtualCabinet cabinet = kind.plug.apply(kit);
        cabinet.unplug();
        assertThat(kit.gateway().device(cabinet.id()).orElseThrow().presence().state())
                .isEqualTo(Presence.State.OFFLINE);
        assertThat(rent(cabinet, 1).join())
                .isInstanceOfSatisfying(
                        NotSent.class, sent -> assertThat(sent.reason()).isEqualTo(NotSentReason.OFFLINE));
        CompletableFuture<CommandResult<InventoryReported>> inventory = kit.gateway()
                .cabinet(cabinet.id())
                .with(CommandOptions.DEFAULT.waitingUpTo(Duration.ofHours(2)))
                .inventory();
        kit.advance(Duration.ofHours(1));
        assertThat(inventory).isNotDone();
        cabinet.plugIn();
        assertThat(inventory.join()).isInstanceOf(Done.class);
    }

    @ParameterizedTest
    @EnumSource
    void aSilentCabinetIsStaleThenOfflineThenBack(Kind kind) {
        VirtualCabinet cabinet = kind.plug.apply(kit);
        cabinet.fallSilent();
        kit.advance(Duration.ofMinutes(15));
        assertThat(kit.events(Presence.class).stream().map(Presence::state))
                .containsSubsequence(
                        Presence.State.ONLINE, Presence.State.STALE, Presence.State.OFFLINE, Presence.State.ONLINE);
    }

    @Test
    void aDisabledCabinetIsDisconnected() {
        VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
        kit.disable(cabinet.id(), "stolen");
        assertThat(rent(cabinet, 1).join())
                .isInstanceOfSatisfying(
                        NotSent.class, sent -> assertThat(sent.reason()).isEqualTo(NotSentReason.DISABLED));
        kit.enable(cabinet.id());
        kit.advance(Duration.ofMinutes(1));
        assertThat(rent(cabinet, 1).join()).isInstanceOf(Done.class);
    }

    @Test
    void twoKitsGoTheSameWay() {
        try (GatewayKit other = GatewayKit.start()) {
            for (GatewayKit each : new GatewayKit[] {kit, other}) {
                VirtualCabinet cabinet = each.wosiCabinet("RL1A031712000015");
                cabinet.loseNextReply();
                each.gateway().cabinet(cabinet.id()).rent(1).join();
                each.advance(Duration.ofMinutes(5));
            }
            assertThat(other.events().stream().map(record -> record.receivedAt() + " " + record.event()))
                    .isEqualTo(kit.events().stream()
                            .map(record -> record.receivedAt() + " " + record.event())
                            .toList());
        }
    }

    @Test
    void whatIsMissingIsSaidWithWhatThereIs() {
        VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
        assertThatThrownBy(() -> kit.only(BankReturned.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0 events of the type BankReturned")
                .hasMessageContaining("ONLINE");
        assertThatThrownBy(() -> cabinet.bankIn(6)).hasMessageContaining("no bank in slot 6");
        assertThatThrownBy(() -> kit.advance(Duration.ofSeconds(-1))).hasMessageContaining("time does not go back");
    }
}
