package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.api.VendItem;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.session.CommandHistory.RecordedCommand;
import io.devicegateway.simulation.ManualTime;
import io.devicegateway.supervision.Supervision;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandArchiveTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final DeviceId CABINET = new DeviceId("plain", "A1");
    private static final Duration MINUTES = Duration.ofSeconds(120);
    private static final BankId BANK = new BankId("B3");

    private final ManualTime time = new ManualTime();

    @TempDir
    Path directory;

    private CommandArchive open() {
        return CommandArchive.open(
                directory.resolve("commands.db"), time, Duration.ofDays(7), new Supervision(new MemoryMetrics(), time));
    }

    private static EventRecord record(long offset, DeviceEvent event) {
        return new EventRecord(offset, "t-" + offset, NOW.minusSeconds(60), 5, event, ByteBuffer.allocate(0));
    }

    private static CommandIssued issued(String id, String key) {
        return new CommandIssued(CABINET, id, key, new RentBank(CABINET, 3), NOW, BANK, null);
    }

    private static CommandSettled unknown(String id, String key) {
        CommandResult<?> result = new Unknown<>(id, 5, UnknownReason.NO_REPLY, "silence");
        return new CommandSettled(CABINET, id, key, result);
    }

    @Test
    void aCommandIsOpenUntilItSettlesAndUnresolvedUntilItIsResolved() {
        try (CommandArchive archive = open()) {
            archive.apply(record(1, issued("c-1", "order-1")));
            assertThat(archive.open()).singleElement().satisfies(open -> {
                assertThat(open.command()).isEqualTo(new RentBank(CABINET, 3));
                assertThat(open.bankBefore()).isEqualTo(BANK);
                assertThat(open.epoch()).isEqualTo(5);
                assertThat(open.result()).isNull();
            });
            archive.apply(record(2, unknown("c-1", "order-1")));
            assertThat(archive.open()).isEmpty();
            assertThat(archive.unresolved(MINUTES)).hasSize(1);
            time.advance(Duration.ofSeconds(121));
            assertThat(archive.unresolved(MINUTES)).isEmpty();
            assertThat(archive.unresolved(Duration.ofMinutes(3))).hasSize(1);
            archive.apply(record(3, new CommandResolved(CABINET, "c-1", true, "the slot is empty")));
            assertThat(archive.unresolved(Duration.ofMinutes(3))).isEmpty();
        }
    }

    @Test
    void itsPositionMovesWithoutCommandsSoThatItHoldsNoJournal() {
        try (CommandArchive archive = open()) {
            archive.apply(record(1, new UnknownMessage(CABINET, "0x6B", "")));
            await().atMost(Duration.ofSeconds(20)).until(() -> archive.appliedOffset() == 1);
        }
    }

    @Test
    void aKeyNamesItsOutcomeAfterARestart() {
        try (CommandArchive archive = open()) {
            archive.apply(record(1, issued("c-1", "order-1")));
            archive.apply(record(2, unknown("c-1", "order-1")));
        }
        try (CommandArchive archive = open()) {
            assertThat(archive.appliedOffset()).isEqualTo(2);
            RecordedCommand found = archive.byKey(CABINET, "order-1").orElseThrow();
            assertThat(found.result()).isInstanceOf(Unknown.class);
            assertThat(found.commandId()).isEqualTo("c-1");
            assertThat(archive.byKey(CABINET, "order-2")).isEmpty();
            assertThat(archive.byKey(new DeviceId("plain", "A2"), "order-1")).isEmpty();
        }
    }

    @Test
    void anEndOfWhichMoreIsToldLaterWasToldAsUnknown() {
        BankReleased reply = new BankReleased(CABINET, 3, BANK, BankReleased.Cause.RENT);
        CommandResult<?> done = new Done<>("c-1", 5, reply);
        try (CommandArchive archive = open()) {
            archive.apply(record(1, issued("c-1", "order-1")));
            archive.apply(record(2, new CommandSettled(CABINET, "c-1", "order-1", done)));
            archive.apply(record(3, new LateReply(CABINET, "c-1", reply, null)));
        }
        try (CommandArchive archive = open()) {
            assertThat(archive.byKey(CABINET, "order-1").orElseThrow().result()).isEqualTo(Settling.notDurable(done));
            assertThat(archive.unresolved(MINUTES)).isEmpty();
        }
    }

    @Test
    void aCommandThatWasNeverIssuedHasItsOutcomeToo() {
        try (CommandArchive archive = open()) {
            CommandResult<?> result = new NotSent<>("c-1", 0, NotSentReason.OFFLINE, "the device is not connected");
            archive.apply(record(1, new CommandSettled(CABINET, "c-1", "order-1", result)));
            archive.flush();
            RecordedCommand found = archive.byKey(CABINET, "order-1").orElseThrow();
            assertThat(found.result()).isEqualTo(result);
            assertThat(found.command()).isNull();
        }
    }

    @Test
    void anEventThatIsAppliedAgainChangesNothing() {
        try (CommandArchive archive = open()) {
            archive.apply(record(1, issued("c-1", "order-1")));
            archive.apply(record(2, unknown("c-1", "order-1")));
            archive.apply(record(1, issued("c-1", "order-1")));
            assertThat(archive.open()).isEmpty();
        }
        try (CommandArchive archive = open()) {
            archive.apply(record(1, issued("c-1", "order-1")));
            assertThat(archive.open()).isEmpty();
        }
    }

    private static CommandIssued sale(String id, String order) {
        return new CommandIssued(CABINET, id, null, new VendItem(CABINET, 1, order), NOW, null, 5);
    }

    @Test
    void anOrderNumberThatWasSentStaysUsedAfterARestart() {
        try (CommandArchive archive = open()) {
            archive.apply(record(1, sale("c-1", "77")));
            archive.apply(record(2, unknown("c-1", null)));
        }
        try (CommandArchive archive = open()) {
            assertThat(archive.byOrder(CABINET, "77")).contains("c-1");
            assertThat(archive.byOrder(CABINET, "78")).isEmpty();
            assertThat(archive.byOrder(new DeviceId("plain", "A2"), "77")).isEmpty();
            assertThat(archive.unresolved(MINUTES))
                    .singleElement()
                    .satisfies(command -> assertThat(command.vendedBefore()).isEqualTo(5));
        }
    }

    @Test
    void anOrderNumberOfACommandThatNeverLeftIsFree() {
        try (CommandArchive archive = open()) {
            archive.apply(record(1, sale("c-1", "77")));
            CommandResult<?> result = new NotSent<>("c-1", 5, NotSentReason.EXPIRED, "too late");
            archive.apply(record(2, new CommandSettled(CABINET, "c-1", null, result)));
            archive.flush();
            assertThat(archive.byOrder(CABINET, "77")).isEmpty();
        }
    }
}
