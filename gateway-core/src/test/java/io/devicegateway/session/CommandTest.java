package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.QueryVolume;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.journal.EventJson;
import io.devicegateway.journal.JournalUnavailableException;
import io.devicegateway.session.CommandHistory.RecordedCommand;
import io.devicegateway.session.SessionBench.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Each command ends in exactly one of four results, and none is written twice. */
class CommandTest {
    private static final DeviceId CABINET = SessionBench.CABINET;

    private final SessionBench bench = new SessionBench();

    private Wire online() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.gets();
        bench.advance(Duration.ofSeconds(1));
        return cabinet;
    }

    @Test
    void aCommandIsDoneWhenTheDeviceSaysSo() {
        Wire cabinet = online();
        var result = bench.send(new RentBank(CABINET, 3));
        assertThat(cabinet.gets()).containsExactly("rent 3");
        assertThat(result).isNotDone();
        cabinet.says("rented 3 ok B3");
        assertThat(result.join()).isInstanceOfSatisfying(Done.class, done -> {
            assertThat(done.reply())
                    .isInstanceOfSatisfying(
                            BankReleased.class,
                            released -> assertThat(released.slot()).isEqualTo(3));
            assertThat(done.epoch()).isPositive();
        });
        assertThat(bench.events(CommandIssued.class)).hasSize(1);
        assertThat(bench.events(CommandSettled.class)).hasSize(1);
    }

    @Test
    void aCommandIsWrittenOnlyOnceItsIssueIsDurable() {
        Wire cabinet = online();
        bench.journal.hold();
        bench.send(new RentBank(CABINET, 3));
        assertThat(cabinet.gets()).isEmpty();
        bench.journal.release();
        assertThat(cabinet.gets()).containsExactly("rent 3");
    }

    @Test
    void aCommandIsRefusedWhenTheDeviceSaysSo() {
        Wire cabinet = online();
        var result = bench.send(new RentBank(CABINET, 3));
        cabinet.says("rented 3 no");
        assertThat(result.join())
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo("it says no"));
    }

    @Test
    void silenceIsUnknownAtTheDeadlineAndNothingIsWrittenAgain() {
        Wire cabinet = online();
        var result =
                bench.sessions.send(new RentBank(CABINET, 3), CommandOptions.DEFAULT.within(Duration.ofSeconds(10)));
        bench.advance(Duration.ofMillis(9_999));
        assertThat(result).isNotDone();
        bench.advance(Duration.ofMillis(200));
        assertUnknown(result, UnknownReason.NO_REPLY);
        assertThat(cabinet.gets()).containsExactly("rent 3", "list");
    }

    @Test
    void aClosedLinkAfterTheWriteIsUnknownAndBeforeItNotSent() {
        Wire cabinet = online();
        var written = bench.send(new RentBank(CABINET, 3));
        var queued = bench.send(new RentBank(CABINET, 3));
        cabinet.hangsUp();
        assertUnknown(written, UnknownReason.CONNECTION_LOST);
        assertNotSent(queued, NotSentReason.CONNECTION_LOST);
        assertNotSent(bench.send(new RentBank(CABINET, 3)), NotSentReason.OFFLINE);
        assertThat(cabinet.gets()).containsExactly("rent 3");
    }

    @Test
    void whatIsNotSentSaysWhy() {
        assertNotSent(bench.send(new RentBank(CABINET, 3)), NotSentReason.OFFLINE);
        Wire cabinet = online();
        assertNotSent(bench.send(new RentBank(CABINET, 0)), NotSentReason.INVALID);
        assertNotSent(bench.send(new QueryVolume(CABINET)), NotSentReason.UNSUPPORTED);
        bench.registry.put(CABINET, Map.of(), false, "stolen");
        assertNotSent(bench.send(new RentBank(CABINET, 3)), NotSentReason.DISABLED);
        bench.registry.put(CABINET, Map.of(), true, null);
        bench.sessions.refuseCommands();
        assertNotSent(bench.send(new RentBank(CABINET, 3)), NotSentReason.STOPPING);
        assertThat(cabinet.gets()).isEmpty();
    }

    @Test
    void aSilentDeviceGetsQueriesOnly() {
        Wire cabinet = online();
        bench.advance(Duration.ofSeconds(70));
        assertNotSent(bench.send(new RentBank(CABINET, 3)), NotSentReason.OFFLINE);
        bench.send(new QueryInventory(CABINET));
        assertThat(cabinet.gets()).containsExactly("list");
    }

    @Test
    void aCommandThatCannotBeJournalledIsNotSent() {
        Wire cabinet = online();
        bench.journal.failNext(new JournalUnavailableException(JournalUnavailableException.Reason.FULL, "no room"));
        assertNotSent(bench.send(new RentBank(CABINET, 3)), NotSentReason.JOURNAL_UNAVAILABLE);
        assertThat(cabinet.gets()).isEmpty();
    }

    @Test
    void oneCommandWaitsForAReplyKeyAndTooManyAreRefused() {
        Wire cabinet = online();
        var first = bench.send(new RentBank(CABINET, 3));
        var second = bench.send(new RentBank(CABINET, 3));
        bench.advance(Duration.ofMillis(200));
        assertThat(cabinet.gets()).containsExactly("rent 3");
        cabinet.says("rented 3 no");
        bench.advance(Duration.ofMillis(200));
        assertThat(first).isDone();
        assertThat(second).isNotDone();
        assertThat(cabinet.gets()).containsExactly("rent 3");
        for (int i = 0; i < 4; i++) {
            bench.send(new RentBank(CABINET, 3));
        }
        assertNotSent(bench.send(new RentBank(CABINET, 3)), NotSentReason.BUSY);
    }

    @Test
    void commandsKeepTheirDistance() {
        Wire cabinet = online();
        bench.send(new RentBank(CABINET, 3));
        bench.send(new RentBank(CABINET, 4));
        assertThat(cabinet.gets()).containsExactly("rent 3");
        bench.advance(Duration.ofMillis(99));
        assertThat(cabinet.gets()).isEmpty();
        bench.advance(Duration.ofMillis(1));
        assertThat(cabinet.gets()).containsExactly("rent 4");
    }

    @Test
    void aQueuedCommandWhoseDeadlinePassesIsNotSent() {
        Wire cabinet = online();
        bench.send(new RentBank(CABINET, 3));
        var queued =
                bench.sessions.send(new RentBank(CABINET, 3), CommandOptions.DEFAULT.within(Duration.ofSeconds(5)));
        bench.advance(Duration.ofSeconds(6));
        assertNotSent(queued, NotSentReason.EXPIRED);
        assertThat(cabinet.gets()).containsExactly("rent 3");
    }

    @Test
    void aLateReplyIsAnEventOfItsOwn() {
        Wire cabinet = online();
        var result = bench.send(new RentBank(CABINET, 3));
        bench.advance(Duration.ofSeconds(21));
        assertUnknown(result, UnknownReason.NO_REPLY);
        cabinet.says("rented 3 ok B3");
        assertThat(bench.events(BankReleased.class)).hasSize(1);
        assertThat(bench.events(LateReply.class))
                .singleElement()
                .satisfies(late ->
                        assertThat(late.commandId()).isEqualTo(result.join().commandId()));
    }

    @Test
    void aReplyThatComesTwiceSettlesOnceAndIsSeen() {
        Wire cabinet = online();
        bench.send(new RentBank(CABINET, 3));
        cabinet.says("rented 3 ok B3");
        cabinet.says("rented 3 ok B3");
        assertThat(bench.events(CommandSettled.class)).hasSize(1);
        assertThat(bench.events(LateReply.class)).hasSize(1);
    }

    @Test
    void theInventoryTellsThatAnUnknownRentDidNotHappen() {
        Wire cabinet = online();
        cabinet.says("inventory 3 B3 4 B4");
        var result = bench.send(new RentBank(CABINET, 3));
        bench.advance(Duration.ofSeconds(21));
        assertThat(cabinet.gets()).containsExactly("rent 3", "list");
        cabinet.says("inventory 3 B3 4 B4");
        assertThat(bench.events(CommandResolved.class)).singleElement().satisfies(resolved -> {
            assertThat(resolved.commandId()).isEqualTo(result.join().commandId());
            assertThat(resolved.happened()).isFalse();
            assertThat(resolved.evidence()).contains("still in slot 3");
        });
    }

    @Test
    void theInventoryTellsThatAnUnknownRentHappenedAlsoOnALaterConnection() {
        Wire cabinet = online();
        cabinet.says("inventory 3 B3 4 B4");
        bench.send(new RentBank(CABINET, 3));
        cabinet.hangsUp();
        Wire back = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(1));
        bench.send(new QueryInventory(CABINET));
        back.says("inventory 4 B4");
        assertThat(bench.events(CommandResolved.class))
                .singleElement()
                .satisfies(resolved -> assertThat(resolved.happened()).isTrue());
    }

    @Test
    void anInventoryThatNobodyAskedForAfterTheCommandProvesNothing() {
        Wire cabinet = online();
        cabinet.says("inventory 3 B3");
        bench.send(new RentBank(CABINET, 3));
        cabinet.hangsUp();
        Wire back = bench.connectAndLogin();
        back.says("inventory 3 B3");
        assertThat(bench.events(CommandResolved.class)).isEmpty();
    }

    @Test
    void aSlotIsNotRentedFromAgainBeforeTheStateIsKnown() {
        Wire cabinet = online();
        bench.send(new RentBank(CABINET, 3));
        var next = bench.send(new RentBank(CABINET, 3));
        bench.advance(Duration.ofSeconds(20));
        assertThat(cabinet.gets()).containsExactly("rent 3", "list");
        assertNotSent(next, NotSentReason.EXPIRED);
        var third = bench.send(new RentBank(CABINET, 3));
        bench.advance(Duration.ofSeconds(1));
        assertThat(cabinet.gets()).isEmpty();
        cabinet.says("inventory 4 B4");
        bench.advance(Duration.ofSeconds(1));
        assertThat(cabinet.gets()).containsExactly("rent 3");
        assertThat(third).isNotDone();
    }

    @Test
    void theSameKeyGivesTheSameOutcomeAndIsWrittenOnce() {
        Wire cabinet = online();
        CommandOptions once = CommandOptions.DEFAULT.once("order-1");
        var first = bench.sessions.send(new RentBank(CABINET, 3), once);
        var second = bench.sessions.send(new RentBank(CABINET, 3), once);
        cabinet.says("rented 3 ok B3");
        assertThat(second.join()).isEqualTo(first.join());
        assertThat(bench.sessions.send(new RentBank(CABINET, 3), once).join()).isEqualTo(first.join());
        assertThat(bench.sessions.send(new RentBank(CABINET, 4), once).join())
                .as("not sent would have it refunded, and the first one happened")
                .isInstanceOfSatisfying(
                        Unknown.class, end -> assertThat(end.reason()).isEqualTo(UnknownReason.USED_BEFORE));
        assertThat(cabinet.gets()).containsExactly("rent 3");
    }

    @Test
    void aKeyWhoseCommandWasNotSentNamesThatOutcomeToo() {
        CommandOptions once = CommandOptions.DEFAULT.once("order-1");
        var first = bench.sessions.send(new RentBank(CABINET, 3), once);
        assertNotSent(first, NotSentReason.OFFLINE);
        Wire cabinet = online();
        assertThat(bench.sessions.send(new RentBank(CABINET, 3), once).join()).isEqualTo(first.join());
        assertThat(cabinet.gets()).isEmpty();
        assertThat(bench.events(CommandSettled.class)).hasSize(1);
    }

    @Test
    void aCommandThatNeverSettledIsUnknownAfterARestartAndResolvedByTheInventory() {
        online();
        bench.sessions.send(new RentBank(CABINET, 3), CommandOptions.DEFAULT.once("order-1"));
        CommandIssued issued = bench.events(CommandIssued.class).get(0);
        bench.restart(openCommand(issued, new BankId("B3")));
        assertThat(bench.events(CommandSettled.class)).singleElement().satisfies(settled -> {
            assertThat(settled.commandId()).isEqualTo(issued.commandId());
            assertThat(settled.result())
                    .isInstanceOfSatisfying(
                            Unknown.class,
                            unknown -> assertThat(unknown.reason()).isEqualTo(UnknownReason.GATEWAY_RESTARTED));
        });
        Wire back = online();
        assertUnknown(
                bench.sessions.send(new RentBank(CABINET, 3), CommandOptions.DEFAULT.once("order-1")),
                UnknownReason.GATEWAY_RESTARTED);
        bench.send(new QueryInventory(CABINET));
        back.says("inventory 4 B4");
        assertThat(bench.events(CommandResolved.class))
                .singleElement()
                .satisfies(resolved -> assertThat(resolved.happened()).isTrue());
    }

    @Test
    void aPasswordReachesTheDeviceAndNothingElse() {
        Wire cabinet = online();
        UpgradeSoftware upgrade = new UpgradeSoftware(CABINET, "ftp.example.org", 21, "a.bin", "user", "secret");
        CommandOptions once = CommandOptions.DEFAULT.once("upgrade-1");
        var first = bench.sessions.send(upgrade, once);
        assertThat(cabinet.gets()).containsExactly("upgrade secret");
        assertThat(bench.events(CommandIssued.class).get(0).command()).isEqualTo(upgrade.withoutPassword());
        assertThat(bench.journal.events().toString()).doesNotContain("secret");
        assertThat(new EventJson().write(bench.events(CommandIssued.class).get(0)))
                .asString()
                .doesNotContain("secret");
        cabinet.hangsUp();
        assertThat(bench.sessions.send(upgrade, once).join()).isEqualTo(first.join());
    }

    private static CommandHistory openCommand(CommandIssued issued, BankId before) {
        RecordedCommand recorded = new RecordedCommand(
                issued.device(),
                issued.commandId(),
                issued.idempotencyKey(),
                issued.command(),
                before,
                null,
                1,
                Instant.EPOCH,
                null);
        return new CommandHistory() {
            @Override
            public Optional<String> byOrder(DeviceId device, String order) {
                return Optional.empty();
            }

            @Override
            public Optional<RecordedCommand> byKey(DeviceId device, String idempotencyKey) {
                return Optional.empty();
            }

            @Override
            public List<RecordedCommand> open() {
                return List.of(recorded);
            }

            @Override
            public List<RecordedCommand> unresolved(Duration atMostAgo) {
                return List.of();
            }
        };
    }

    private static void assertNotSent(CompletableFuture<? extends CommandResult<?>> result, NotSentReason reason) {
        assertThat(result).isCompleted();
        assertThat(result.join())
                .isInstanceOfSatisfying(
                        NotSent.class, notSent -> assertThat(notSent.reason()).isEqualTo(reason));
    }

    private static void assertUnknown(CompletableFuture<? extends CommandResult<?>> result, UnknownReason reason) {
        assertThat(result).isCompleted();
        assertThat(result.join())
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).isEqualTo(reason));
    }
}
