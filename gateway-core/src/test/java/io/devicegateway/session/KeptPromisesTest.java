package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.VendItem;
import io.devicegateway.journal.JournalState;
import io.devicegateway.session.SessionBench.Wire;
import io.devicegateway.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was told of a command stays true: while the journal or the history fails, later, and after a restart. */
class KeptPromisesTest {
    private static final DeviceId CABINET = SessionBench.CABINET;
    private static final CommandOptions ONCE = CommandOptions.DEFAULT.once("order-1");
    private final SessionBench bench = new SessionBench();

    /** Knows what the archive knows once it has followed the journal to its end. */
    private final class FromJournal implements CommandHistory {
        private int failures;

        @Override
        public Optional<RecordedCommand> byKey(DeviceId device, String key) {
            failIfToldSo();
            return all().stream()
                    .filter(command -> command.device().equals(device) && key.equals(command.idempotencyKey()))
                    .findFirst();
        }

        @Override
        public Optional<String> byOrder(DeviceId device, String order) {
            failIfToldSo();
            return Optional.empty();
        }

        private void failIfToldSo() {
            if (failures > 0) {
                failures--;
                throw new StoreException("commands.db: cannot look up a command: database is locked");
            }
        }

        private List<RecordedCommand> all() {
            List<RecordedCommand> commands = new ArrayList<>();
            for (DeviceEvent event : bench.journal.events()) {
                if (event instanceof CommandIssued issued) {
                    commands.add(new RecordedCommand(
                            issued.device(),
                            issued.commandId(),
                            issued.idempotencyKey(),
                            issued.command(),
                            issued.bankBefore(),
                            null,
                            1,
                            Instant.EPOCH,
                            null));
                } else if (event instanceof CommandSettled settled) {
                    RecordedCommand before = commands.stream()
                            .filter(command -> command.commandId().equals(settled.commandId()))
                            .findFirst()
                            .orElse(null);
                    commands.remove(before);
                    commands.add(new RecordedCommand(
                            settled.device(),
                            settled.commandId(),
                            settled.idempotencyKey(),
                            before == null ? null : before.command(),
                            before == null ? null : before.bankBefore(),
                            null,
                            1,
                            Instant.EPOCH,
                            settled.result()));
                }
            }
            return commands;
        }

        @Override
        public List<RecordedCommand> open() {
            return all().stream().filter(command -> command.result() == null).toList();
        }

        @Override
        public List<RecordedCommand> unresolved(Duration atMostAgo) {
            return List.of();
        }

        @Override
        public long appliedOffset() {
            return bench.journal.durableOffset();
        }
    }

    private Wire online(CommandHistory history) {
        bench.restart(history);
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("inventory 3 B3 4 B4");
        cabinet.gets();
        bench.advance(Duration.ofSeconds(1));
        return cabinet;
    }

    private void journalIsFull(boolean full) {
        bench.journal.become(full ? new JournalState.Full(Instant.EPOCH, "no room") : new JournalState.Open());
        bench.sessions.readingPaused(full);
    }

    @Test
    void aKeyedCommandIsWrittenOnceThoughTheJournalWasFullForLong() {
        Wire cabinet = online(new FromJournal());
        var first = bench.sessions.send(new RentBank(CABINET, 3), ONCE);
        assertThat(cabinet.gets()).containsExactly("rent 3");
        journalIsFull(true);
        bench.advance(Duration.ofSeconds(30));
        assertThat(first.join()).isInstanceOf(Unknown.class);
        bench.advance(Duration.ofMinutes(11));
        cabinet.gets();
        journalIsFull(false);
        var again = bench.sessions.send(new RentBank(CABINET, 3), ONCE);
        assertThat(cabinet.gets()).doesNotContain("rent 3");
        assertThat(again.join()).isEqualTo(first.join());
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.events(CommandSettled.class))
                .singleElement()
                .satisfies(settled -> assertThat(settled.result()).isEqualTo(first.join()));
        bench.restart(new FromJournal());
        assertThat(bench.sessions.send(new RentBank(CABINET, 3), ONCE).join()).isEqualTo(first.join());
    }

    @Test
    void anEndThatIsNotDurableInTimeIsUnknownAndStaysSo() {
        Wire cabinet = online(new FromJournal());
        var first = bench.sessions.send(new RentBank(CABINET, 3), ONCE);
        cabinet.gets();
        journalIsFull(true);
        cabinet.says("rented 3 ok B3");
        bench.advance(Duration.ofSeconds(5));
        assertThat(first).as("nothing that a restart may contradict").isNotDone();
        bench.advance(Duration.ofSeconds(20));
        assertThat(first.join()).isInstanceOf(Unknown.class);
        journalIsFull(false);
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.events(CommandSettled.class))
                .singleElement()
                .satisfies(settled -> assertThat(settled.result()).isEqualTo(first.join()));
        assertThat(bench.events(LateReply.class))
                .singleElement()
                .satisfies(late -> assertThat(late.reply()).isNotNull());
        assertThat(bench.sessions.send(new RentBank(CABINET, 3), ONCE).join()).isEqualTo(first.join());
    }

    @Test
    void anEndThatIsBeingWrittenIsWaitedFor() {
        Wire cabinet = online(new FromJournal());
        var first = bench.sessions.send(new RentBank(CABINET, 3), ONCE.within(Duration.ofSeconds(5)));
        cabinet.gets();
        bench.journal.hold(); // a disk that takes its time
        cabinet.says("rented 3 ok B3");
        bench.advance(Duration.ofSeconds(12));
        assertThat(first).as("the journal decides, not the clock").isNotDone();
        bench.journal.release();
        assertThat(first.join()).isInstanceOf(Done.class);
        bench.advance(Duration.ofSeconds(20));
        assertThat(bench.events(CommandSettled.class))
                .singleElement()
                .satisfies(settled -> assertThat(settled.result()).isEqualTo(first.join()));
        assertThat(bench.events(LateReply.class)).isEmpty();
    }

    @Test
    void anEndThatADiskGivesBackAfterUnknownWasToldIsTold() {
        Wire cabinet = online(new FromJournal());
        var first = bench.sessions.send(new RentBank(CABINET, 3), ONCE.within(Duration.ofSeconds(5)));
        cabinet.gets();
        bench.journal.hold();
        cabinet.says("rented 3 ok B3");
        bench.advance(Duration.ofSeconds(16));
        assertThat(first.join()).isInstanceOf(Unknown.class);
        bench.journal.release();
        var again = bench.sessions.send(new RentBank(CABINET, 3), ONCE);
        assertThat(again.join()).as("the key keeps what was told").isEqualTo(first.join());
        assertThat(bench.events(CommandSettled.class)).hasSize(1);
        assertThat(bench.events(LateReply.class)).singleElement().satisfies(late -> {
            assertThat(late.commandId()).isEqualTo(first.join().commandId());
            assertThat(late.reply()).isNotNull();
        });
    }

    @Test
    void aKeyUnderWhichNothingWasSentRefusesAnotherCommand() {
        online(new FromJournal()).hangsUp();
        assertThat(bench.sessions.send(new RentBank(CABINET, 3), ONCE).join()).isInstanceOf(NotSent.class);
        assertThat(bench.sessions.send(new RentBank(CABINET, 4), ONCE).join()).isInstanceOf(NotSent.class);
    }

    @Test
    void aLookUpThatFailsIsTriedAgain() {
        FromJournal history = new FromJournal();
        Wire cabinet = online(history);
        history.failures = 3;
        var first = bench.sessions.send(new RentBank(CABINET, 3), ONCE.within(Duration.ofSeconds(20)));
        assertThat(cabinet.gets()).isEmpty();
        bench.advance(Duration.ofSeconds(1));
        assertThat(cabinet.gets()).containsExactly("rent 3");
        cabinet.says("rented 3 ok B3");
        assertThat(first.join()).isInstanceOf(Done.class);
    }

    @Test
    void aLookUpThatFailsForGoodEndsTheCommandAndIsTheSameForItsKey() {
        FromJournal history = new FromJournal();
        Wire cabinet = online(history);
        history.failures = Integer.MAX_VALUE;
        var first = bench.sessions.send(new RentBank(CABINET, 3), ONCE.within(Duration.ofSeconds(3)));
        bench.advance(Duration.ofSeconds(4));
        assertThat(first.join()).isInstanceOf(Unknown.class);
        history.failures = 0;
        assertThat(bench.sessions.send(new RentBank(CABINET, 3), ONCE).join()).isEqualTo(first.join());
        assertThat(cabinet.gets()).isEmpty();
        assertThat(bench.events(CommandSettled.class)).hasSize(1);
    }

    @Test
    void aLookUpThatFailedDoesNotTakeTheOrderNumber() {
        FromJournal history = new FromJournal();
        online(history);
        history.failures = 1;
        var sale = bench.sessions.send(new VendItem(CABINET, 1, "20260101"), CommandOptions.DEFAULT);
        bench.advance(Duration.ofSeconds(1));
        assertThat(sale.join()).isInstanceOf(NotSent.class);
        assertThat(bench.sessions
                        .send(new VendItem(CABINET, 1, "20260101"), CommandOptions.DEFAULT)
                        .join())
                .isInstanceOfSatisfying(
                        NotSent.class, end -> assertThat(end.detail()).doesNotContain("used before"));
    }

    @Test
    void whatWaitsToBeSaidIsBounded() {
        online(new FromJournal()).hangsUp();
        journalIsFull(true);
        for (int i = 0; i < 30_000; i++) {
            var end = bench.sessions.send(new RentBank(CABINET, 3), CommandOptions.DEFAULT.once("k" + i));
            assertThat(end.join()).isInstanceOf(NotSent.class);
        }
        journalIsFull(false);
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.events(CommandSettled.class)).hasSizeBetween(1, 10_000);
    }

    @Test
    void aReturnProvesThatTheBankWasReleased() {
        Wire cabinet = online(new FromJournal());
        bench.send(new RentBank(CABINET, 3));
        cabinet.hangsUp();
        Wire back = bench.connectAndLogin();
        back.says("return 3 B3");
        List<DeviceEvent> events = bench.journal.events();
        CommandResolved resolved = bench.events(CommandResolved.class).getFirst();
        assertThat(resolved.happened()).isTrue();
        BankReturned returned = bench.events(BankReturned.class).getFirst();
        assertThat(events.indexOf(resolved)).isLessThan(events.indexOf(returned));
        bench.advance(Duration.ofSeconds(4));
        back.says("inventory 3 B3");
        assertThat(bench.events(CommandResolved.class)).hasSize(1);
    }

    @Test
    void aDeviceThatIsBackIsAskedWhatBecameOfItsCommand() {
        Wire cabinet = online(new FromJournal());
        bench.send(new RentBank(CABINET, 3));
        bench.restart(new FromJournal());
        assertThat(cabinet.gets()).contains("rent 3");
        Wire back = bench.connectAndLogin();
        back.gets();
        bench.advance(Duration.ofSeconds(4));
        assertThat(back.gets()).containsExactly("list");
        back.says("inventory 4 B4");
        assertThat(bench.events(CommandResolved.class))
                .singleElement()
                .satisfies(resolved -> assertThat(resolved.happened()).isTrue());
    }

    @Test
    void aDeviceThatIsAnsweredOftenGetsItsCommand() {
        Wire cabinet = online(new FromJournal());
        cabinet.says("beat");
        CommandResult<?> none = bench.send(new RentBank(CABINET, 3)).getNow(null);
        assertThat(none).isNull();
        for (int i = 0; i < 6; i++) {
            bench.advance(Duration.ofMillis(20));
            cabinet.says("beat");
        }
        assertThat(cabinet.gets()).contains("rent 3");
    }
}
