package io.devicegateway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.journal.EventJournal.Reader;
import io.devicegateway.journal.JournalState;
import io.devicegateway.journal.JournalUnavailableException;
import io.devicegateway.journal.JournalUnavailableException.Reason;
import io.devicegateway.testing.InMemoryJournal.Completion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InMemoryJournalTest {
    private static final DeviceId DEVICE = new DeviceId("test", "A");
    private final InMemoryJournal journal =
            new InMemoryJournal(Completion.INLINE, Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void givesOffsetsFromOne() {
        EventRecord record = journal.append(draft("1")).join();

        assertThat(record.offset()).isEqualTo(1);
        assertThat(record.id()).isEqualTo("test-1");
        assertThat(record.receivedAt()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(journal.durableOffset()).isEqualTo(1);
        assertThat(journal.firstOffset()).isEqualTo(1);
    }

    @Test
    void whatIsHeldIsNotReadable() {
        journal.hold();
        CompletableFuture<EventRecord> first = journal.append(draft("1"));
        CompletableFuture<EventRecord> second = journal.append(draft("2"));
        assertThat(first).isNotDone();
        assertThat(journal.durableOffset()).isZero();
        assertThat(journal.heldAppends()).isEqualTo(2);
        assertThat(journal.reader(1).poll()).isNull();

        journal.release();

        assertThat(first.join().offset()).isEqualTo(1);
        assertThat(second.join().offset()).isEqualTo(2);
        assertThat(journal.events())
                .containsExactly(draft("1").event(), draft("2").event());
    }

    @Test
    void whatFailedLeavesNoTrace() {
        journal.failNext(new JournalUnavailableException(Reason.FAILED, "broken"));
        assertThatThrownBy(() -> journal.append(draft("1")).join()).hasRootCauseMessage("broken");
        assertThat(journal.append(draft("2")).join().offset()).isEqualTo(1);

        journal.hold();
        CompletableFuture<EventRecord> held = journal.append(draft("3"));
        journal.failHeld(new JournalUnavailableException(Reason.FULL, "full"));

        assertThatThrownBy(held::join).hasRootCauseMessage("full");
        assertThat(journal.entries()).hasSize(1);
    }

    @Test
    void aFullJournalRefusesUntilItIsOpenAgain() {
        journal.become(new JournalState.Full(Instant.EPOCH, "no room"));
        assertThatThrownBy(() -> journal.append(draft("1")).join()).hasRootCauseMessage("no room");

        journal.become(new JournalState.Open());

        assertThat(journal.append(draft("1")).join().offset()).isEqualTo(1);
    }

    @Test
    void aReaderWakesUp() throws Exception {
        try (InMemoryJournal threaded = new InMemoryJournal();
                Reader reader = threaded.reader(1)) {
            CompletableFuture<Entry> read = CompletableFuture.supplyAsync(() -> {
                Entry entry = reader.poll();
                while (entry == null) {
                    try {
                        reader.await(Duration.ofSeconds(20));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    entry = reader.poll();
                }
                return entry;
            });
            EventRecord appended = threaded.append(draft("1")).get(10, TimeUnit.SECONDS);

            assertThat(read.get(10, TimeUnit.SECONDS).record()).isSameAs(appended);
            assertThat(reader.nextOffset()).isEqualTo(2);
        }
    }

    @Test
    void aReaderPassesOverWhatRetentionRemoved() {
        for (int i = 1; i <= 5; i++) {
            journal.append(draft("" + i)).join();
        }
        Reader reader = journal.reader(1);

        journal.removeBelow(4);

        assertThat(journal.firstOffset()).isEqualTo(4);
        assertThat(journal.durableOffset()).isEqualTo(5);
        Entry entry = reader.poll();
        assertThat(entry).isNotNull();
        assertThat(entry.record().offset()).isEqualTo(4);
    }

    @Test
    void closingFailsWhatIsHeld() {
        journal.hold();
        CompletableFuture<EventRecord> held = journal.append(draft("1"));

        journal.close();

        assertThatThrownBy(held::join).hasRootCauseInstanceOf(JournalUnavailableException.class);
        assertThatThrownBy(() -> journal.append(draft("2")).join()).hasRootCauseMessage("the journal is closed");
    }

    private static Draft draft(String version) {
        return Draft.observed(1, new SoftwareVersion(DEVICE, version));
    }
}
