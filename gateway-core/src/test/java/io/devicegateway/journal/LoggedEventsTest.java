package io.devicegateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.UnknownEvent;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.journal.EventJournal.AnswerMemory;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.journal.EventJournal.Memory;
import io.devicegateway.journal.EventJournal.Reader;
import io.devicegateway.metrics.MemoryMetrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggedEventsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123Z");
    private static final DeviceId CABINET = new DeviceId("plain", "A1");
    private static final byte[] RAW = HexFormat.of().parseHex("00107f");

    @TempDir
    Path directory;

    private final MemoryMetrics metrics = new MemoryMetrics();

    private LoggedEvents open() throws IOException {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        String id = LoggedEvents.identity(directory);
        return new LoggedEvents(
                SegmentedLog.open(
                        LogSettings.defaults(directory).withSpace(0, 1L << 32, 0), clock, System::nanoTime, metrics),
                id,
                clock,
                metrics);
    }

    private static Draft aReturn(int slot) {
        BankReturned event = new BankReturned(CABINET, slot, new BankId("RL1A7C000052"), DecidedBy.AUTHORITY);
        AnswerMemory memory = new AnswerMemory(
                "return/" + slot, "归还", Duration.ofSeconds(120), List.of(new byte[] {1, 2}, new byte[0]));
        return new Draft(4_000_000_007L, event, RAW, memory, List.of("release/" + slot, "x"));
    }

    @Test
    void anEventIsReadBackAsItWasWrittenAlsoAfterARestart() throws IOException {
        EventRecord written;
        try (LoggedEvents journal = open()) {
            written = journal.append(aReturn(1)).join();
            assertThat(written.offset()).isEqualTo(1);
            assertThat(written.id()).endsWith("-1");
        }
        try (LoggedEvents journal = open();
                Reader reader = journal.reader(1)) {
            Entry entry = reader.poll();
            assertThat(entry.record()).isEqualTo(written);
            assertThat(entry.record().receivedAt()).isEqualTo(NOW);
            assertThat(entry.record().epoch()).isEqualTo(4_000_000_007L);
            assertThat(entry.record().raw().isReadOnly()).isTrue();
            assertThat(entry.forgets()).containsExactly("release/1", "x");
            assertThat(entry.memory().content()).isEqualTo("归还");
            assertThat(entry.memory().window()).isEqualTo(Duration.ofSeconds(120));
            assertThat(entry.memory().answers()).hasSize(2).first().isEqualTo(new byte[] {1, 2});
            assertThat(reader.poll()).isNull();
        }
    }

    @Test
    void whatTheGatewayRemembersIsReadWithoutTheEvents() throws IOException {
        try (LoggedEvents journal = open()) {
            journal.append(aReturn(1)).join();
            journal.append(Draft.observed(1, new UnknownMessage(CABINET, "0x6B", "")))
                    .join();
            journal.append(aReturn(2)).join();
            List<Memory> memories = new ArrayList<>();
            journal.memories(1, memories::add);
            assertThat(memories).extracting(memory -> memory.memory().scope()).containsExactly("return/1", "return/2");
            assertThat(memories.get(0).device()).isEqualTo(CABINET);
        }
    }

    @Test
    void anEventThatThisVersionDoesNotKnowIsDeliveredAsUnknown() throws IOException {
        byte[] json =
                "{\"type\":\"ThingOfTheNextVersion\",\"device\":\"plain:A1\"}".getBytes(StandardCharsets.US_ASCII);
        Draft known = new Draft(7, new UnknownMessage(CABINET, "0x6B", ""), RAW, null, List.of());
        try (LoggedEvents journal = open()) {
            byte[] later = EventEnvelope.write(known, ByteBuffer.wrap(json));
            journal.log().append(NOW.toEpochMilli(), later).join();
        }
        try (LoggedEvents journal = open()) {
            for (int i = 0; i < 2; i++) {
                try (Reader reader = journal.reader(1)) {
                    EventRecord record = reader.poll().record();
                    assertThat(record.offset()).isEqualTo(1);
                    assertThat(record.epoch()).isEqualTo(7);
                    assertThat(record.raw().remaining()).isEqualTo(RAW.length);
                    assertThat(record.event())
                            .isEqualTo(new UnknownEvent(
                                    CABINET, "ThingOfTheNextVersion", new String(json, StandardCharsets.US_ASCII)));
                }
            }
            assertThat(metrics.count("gateway_journal_unreadable")).isEqualTo(1);
            assertThat(journal.warnings()).contains(new JournalWarning.OfLaterVersion(1));
        }
    }

    @Test
    void aRecordOfWhichNothingIsUnderstoodStopsItsReader() throws IOException {
        try (LoggedEvents journal = open()) {
            journal.append(aReturn(1)).join();
            byte[] fromLater = {9, 1, 2, 3};
            journal.log().append(NOW.toEpochMilli(), fromLater).join();
            journal.append(aReturn(2)).join();
        }
        try (LoggedEvents journal = open();
                Reader reader = journal.reader(1)) {
            assertThat(reader.poll().record().offset()).isEqualTo(1);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(reader::poll)
                        .isInstanceOf(UnreadableEventException.class)
                        .hasMessageContaining("event 2")
                        .hasMessageContaining("later version");
                assertThat(reader.nextOffset()).isEqualTo(2);
            }
        }
    }

    @Test
    void anEventThatIsTooLargeFailsItsAppendOnly() throws IOException {
        try (LoggedEvents journal = open()) {
            byte[] huge = new byte[1 << 20];
            Draft draft = new Draft(1, new UnknownMessage(CABINET, "0x6B", ""), huge, null, List.of());
            assertThatThrownBy(() -> journal.append(draft).join()).hasCauseInstanceOf(EventRefusedException.class);
            assertThat(journal.state()).isInstanceOf(JournalState.Open.class);
            assertThat(journal.append(aReturn(1)).join().offset()).isEqualTo(1);
        }
    }

    @Test
    void theIdentityOfAJournalStays() throws IOException {
        String id = LoggedEvents.identity(directory);
        assertThat(id).matches("[0-9a-f]{8}");
        assertThat(LoggedEvents.identity(directory)).isEqualTo(id);
    }

    @Test
    void theEnvelopeIsWrittenAsDocumented() {
        Draft draft = new Draft(300, new UnknownMessage(CABINET, "0x6B", ""), RAW, null, List.of());
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        // format 1, epoch 300, "plain:A1", no flags, three raw bytes, the event
        assertThat(HexFormat.of().formatHex(EventEnvelope.write(draft, ByteBuffer.wrap(json))))
                .isEqualTo("01" + "ac02" + "08" + "706c61696e3a4131" + "00" + "03" + "00107f" + "7b7d");
    }
}
