package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.RentBank;
import io.devicegateway.session.SessionBench.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A command may wait for its device; one with a physical effect only if the caller says so in so many words. */
class WaitingCommandTest {
    private static final DeviceId CABINET = SessionBench.CABINET;
    private static final CommandOptions PATIENT = CommandOptions.DEFAULT.waitingUpTo(Duration.ofHours(2));
    private static final CommandOptions UNATTENDED =
            CommandOptions.DEFAULT.waitingAndActingWithNobodyThereUpTo(Duration.ofHours(2));

    private final SessionBench bench = new SessionBench();

    private CompletableFuture<? extends CommandResult<?>> send(DeviceCommand<?> command, CommandOptions options) {
        return bench.sessions.send(command, options);
    }

    private static void assertNotSent(CompletableFuture<? extends CommandResult<?>> result, NotSentReason reason) {
        assertThat(result).isDone();
        assertThat(result.join())
                .isInstanceOfSatisfying(
                        NotSent.class, notSent -> assertThat(notSent.reason()).isEqualTo(reason));
    }

    /** The device is known and has gone. */
    private void knownButGone() {
        bench.connectAndLogin().hangsUp();
        bench.advance(Duration.ofSeconds(1));
    }

    @Test
    void aQueryWaitsUntilItsDeviceIsBack() {
        knownButGone();
        var result = send(new QueryInventory(CABINET), PATIENT);
        bench.advance(Duration.ofHours(1));
        assertThat(result).isNotDone();
        assertThat(bench.events(CommandIssued.class)).isEmpty();

        Wire back = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(1));

        assertThat(back.gets()).containsExactly("welcome", "list");
        back.says("inventory 1 B1");
        assertThat(result.join()).isInstanceOf(Done.class);
        assertThat(bench.events(CommandIssued.class)).hasSize(1);
    }

    @Test
    void itsReplyIsWaitedForNoLongerThanAnyOther() {
        knownButGone();
        var result = send(new QueryInventory(CABINET), PATIENT);
        bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(60));
        assertThat(result.join()).isInstanceOf(CommandResult.Unknown.class);
    }

    @Test
    void itEndsAtItsDeadline() {
        knownButGone();
        var result = send(new QueryInventory(CABINET), PATIENT);
        bench.advance(Duration.ofHours(2).plusSeconds(1));
        assertNotSent(result, NotSentReason.EXPIRED);
        Wire back = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(1));
        assertThat(back.gets()).containsExactly("welcome");
    }

    @Test
    void aRentNeverWaitsUnlessTheCallerSaysSo() {
        knownButGone();
        assertNotSent(send(new RentBank(CABINET, 3), CommandOptions.DEFAULT), NotSentReason.OFFLINE);
        assertNotSent(send(new RentBank(CABINET, 3), PATIENT), NotSentReason.INVALID);
        var unattended = send(new RentBank(CABINET, 3), UNATTENDED);
        assertThat(unattended).isNotDone();
        Wire back = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(1));
        assertThat(back.gets()).containsExactly("welcome", "rent 3");
        back.says("rented 3 ok B3");
        assertThat(unattended.join()).isInstanceOf(Done.class);
    }

    @Test
    void aRentToASilentCabinetWaitsUntilItIsHeard() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.gets();
        bench.advance(Duration.ofSeconds(70));
        var result = send(new RentBank(CABINET, 3), UNATTENDED);
        bench.advance(Duration.ofSeconds(1));
        assertThat(cabinet.gets()).isEmpty();
        cabinet.says("beat");
        bench.advance(Duration.ofSeconds(1));
        assertThat(cabinet.gets()).containsExactly("beat", "rent 3");
        assertThat(result).isNotDone();
    }

    @Test
    void whatWasQueuedWhenTheConnectionEndedWaitsForTheNext() {
        Wire cabinet = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(1));
        var first = send(new QueryInventory(CABINET), PATIENT);
        var second = send(new QueryInventory(CABINET), PATIENT);
        assertThat(cabinet.gets()).containsExactly("welcome", "list");
        cabinet.hangsUp();
        assertThat(first.join()).isInstanceOf(CommandResult.Unknown.class);
        assertThat(second).isNotDone();
        Wire back = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(1));
        assertThat(back.gets()).containsExactly("welcome", "list");
        back.says("inventory 1 B1");
        assertThat(second.join()).isInstanceOf(Done.class);
    }

    @Test
    void aStopSettlesWhatWaits() {
        knownButGone();
        var result = send(new QueryInventory(CABINET), PATIENT.once("k1"));
        bench.sessions.refuseCommands();
        assertNotSent(result, NotSentReason.STOPPING);
        assertNotSent(send(new QueryInventory(CABINET), PATIENT), NotSentReason.STOPPING);
    }

    @Test
    void oneKeyIsOneWait() {
        knownButGone();
        var first = send(new QueryInventory(CABINET), PATIENT.once("k1"));
        var second = send(new QueryInventory(CABINET), PATIENT.once("k1"));
        Wire back = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(1));
        assertThat(back.gets()).containsExactly("welcome", "list");
        back.says("inventory 1 B1");
        assertThat(first.join()).isEqualTo(second.join());
    }

    @Test
    void aDeviceThatIsDisabledIsWaitedForNoLonger() {
        knownButGone();
        var result = send(new QueryInventory(CABINET), PATIENT);
        bench.registry.put(CABINET, Map.of(), false, "stolen");
        bench.sessions.disconnect(CABINET, Presence.Reason.DISABLED, "stolen");
        assertNotSent(result, NotSentReason.DISABLED);
    }

    @Test
    void soManyWaitAndNoMore() {
        knownButGone();
        List<CompletableFuture<? extends CommandResult<?>>> waiting = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            waiting.add(send(new QueryInventory(CABINET), PATIENT));
        }
        assertNotSent(send(new QueryInventory(CABINET), PATIENT), NotSentReason.BUSY);
        assertThat(waiting).allSatisfy(each -> assertThat(each).isNotDone());
        assertNotSent(send(new QueryInventory(new DeviceId("plain", "nobody")), PATIENT), NotSentReason.OFFLINE);
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> PATIENT.within(Duration.ofHours(25))).hasMessageContaining("24 hours");
        assertThatThrownBy(() -> CommandOptions.DEFAULT.within(Duration.ofMinutes(11)))
                .hasMessageContaining("ten minutes");
        assertThatThrownBy(() -> PATIENT.within(null)).hasMessageContaining("needs a deadline");
    }
}
