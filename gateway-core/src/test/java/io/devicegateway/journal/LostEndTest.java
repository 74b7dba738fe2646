package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.append;
import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.read;
import static io.devicegateway.journal.LogFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.metrics.MemoryMetrics;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the journal lost is said, and said until somebody knows it. */
@Timeout(60)
final class LostEndTest {
    private static final JournalWarning LOST = new JournalWarning.LostEnd(4, 5);

    @TempDir
    Path directory;

    private final MemoryMetrics metrics = new MemoryMetrics();

    private SegmentedLog openAfter(long seen) throws IOException {
        LogSettings settings = settings(directory).withMinimumNextOffset(seen + 1);
        return SegmentedLog.open(settings, new DiskFiles(directory), Clock.systemUTC(), System::nanoTime, metrics);
    }

    /** Five records of one byte, of which the last are cut off or damaged. */
    private void write() throws IOException {
        try (SegmentedLog log = open(settings(directory))) {
            for (int i = 0; i < 5; i++) {
                append(log, "x");
            }
        }
    }

    private void cut() throws IOException {
        try (RandomAccessFile file = segment()) {
            file.setLength(RecordFormat.DATA_START + 3 * (RecordFormat.RECORD_HEADER + 1));
        }
    }

    private RandomAccessFile segment() throws IOException {
        return new RandomAccessFile(directory.resolve(SegmentHeader.fileName(1)).toFile(), "rw");
    }

    @Test
    void anEndThatIsCutOffIsSaidUntilItIsConfirmed() throws IOException {
        write();
        cut();
        assertThat(JournalCheck.verify(directory).sound()).isTrue();
        JournalReport report = JournalCheck.verify(directory, 5);
        assertThat(report.sound()).isFalse();
        assertThat(report.lostEnd()).isEqualTo(LOST);
        assertThat(report.lostOffsets()).isEqualTo(2);

        try (SegmentedLog log = openAfter(5)) {
            assertThat(log.warnings()).contains(LOST);
            assertThat(metrics.count("gateway_journal_lost_offsets")).isEqualTo(2);
            assertThat(append(log, "later")).isEqualTo(6);
        }
        try (SegmentedLog log = openAfter(6)) {
            assertThat(log.warnings()).contains(LOST);
        }
        assertThat(JournalCheck.verify(directory).lostEnd()).isEqualTo(LOST);

        assertThat(JournalRepair.run(directory, Clock.systemUTC())).anyMatch(done -> done.contains("was lost"));
        try (SegmentedLog log = openAfter(6)) {
            assertThat(log.warnings()).doesNotContain(LOST);
        }
        assertThat(JournalCheck.verify(directory, 6).sound()).isTrue();
    }

    @Test
    void aDamagedLastRecordThatWasSeenIsALostEnd() throws IOException {
        write();
        try (RandomAccessFile file = segment()) {
            file.seek(RecordFormat.DATA_START + 5L * (RecordFormat.RECORD_HEADER + 1) - 1);
            file.write('y');
        }
        try (SegmentedLog log = openAfter(5)) {
            assertThat(log.warnings()).contains(new JournalWarning.LostEnd(5, 5));
            assertThat(append(log, "later")).isGreaterThan(5);
        }
    }

    @Test
    void aJournalThatIsGoneIsALostEnd() throws IOException {
        try (SegmentedLog log = openAfter(7)) {
            assertThat(log.warnings()).contains(new JournalWarning.LostEnd(1, 7));
            assertThat(append(log, "later")).isEqualTo(8);
        }
    }

    @Test
    void aTornEndThatNobodySawIsNone() throws IOException {
        write();
        cut();
        try (SegmentedLog log = openAfter(3)) {
            assertThat(log.warnings()).noneMatch(JournalWarning.LostEnd.class::isInstance);
        }
    }

    @Test
    void aDamagedPlaceCountsOnceHoweverManyMeetIt() throws IOException {
        write();
        try (RandomAccessFile file = segment()) {
            file.seek(RecordFormat.DATA_START + 2L * (RecordFormat.RECORD_HEADER + 1) - 1);
            file.write('y');
        }
        try (SegmentedLog log = openAfter(5)) {
            List<Damage> told = new ArrayList<>();
            for (int reader = 0; reader < 3; reader++) {
                assertThat(read(log, 1, told)).hasSize(4);
            }
            assertThat(told).hasSize(3);
            assertThat(metrics.count("gateway_journal_lost_offsets")).isEqualTo(1);
            assertThat(log.warnings()).contains(new JournalWarning.Damaged(1, 1));
        }
    }

    @Test
    void lostRangesAreAddedUp() {
        LostRanges lost = new LostRanges();
        assertThat(lost.add(10, 19)).isEqualTo(10);
        assertThat(lost.add(15, 24)).isEqualTo(5);
        assertThat(lost.add(1, 5)).isEqualTo(5);
        assertThat(lost.add(1, 30)).isEqualTo(10);
        assertThat(lost.add(3, 3)).isZero();
        assertThat(lost.add(4, 3)).isZero();
    }

    @Test
    void whoAsksForMoreThanThereIsIsToldSo() throws IOException {
        write();
        try (SegmentedLog log = openAfter(5)) {
            for (long asked : new long[] {7, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> log.reader(asked))
                        .isInstanceOfSatisfying(OffsetAheadException.class, ahead -> {
                            assertThat(ahead.asked()).isEqualTo(asked);
                            assertThat(ahead.next()).isEqualTo(6);
                        });
            }
        }
    }

    @Test
    void maintenanceSurvivesAnError() throws Exception {
        AtomicBoolean once = new AtomicBoolean(true);
        try (SegmentedLog log = open(settings(directory).withSpace(0, 1L << 30, 0))) {
            log.hold("registry", () -> {
                if (once.getAndSet(false)) {
                    throw new OutOfMemoryError("as for a moment under load");
                }
                return Long.MAX_VALUE;
            });
            log.startRetention();
            for (int i = 0; i < 30; i++) {
                log.append(0, new byte[1000]).get(10, TimeUnit.SECONDS);
            }
            assertThat(once).isFalse();
        }
    }

    @Test
    void aJournalNearItsLimitWarnsBeforeItStops() throws IOException {
        long segment = RecordFormat.DATA_START + 4096;
        try (SegmentedLog log = open(settings(directory).withSpace(0, 10 * segment, 0))) {
            log.hold("consumer billing", () -> 1);
            log.startRetention();
            int appended = 0;
            while (log.warnings().stream().noneMatch(JournalWarning.NearlyFull.class::isInstance)) {
                append(log, "f".repeat(1000));
                appended++;
            }
            assertThat(appended).isBetween(20, 40);
            assertThat(log.state()).isInstanceOf(JournalState.Open.class);
        }
    }

    @Test
    void aBadSectorAmongWhatIsRememberedIsPassedOver() throws IOException {
        write();
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        String first = SegmentHeader.fileName(1);
        try (SegmentedLog log = open(settings(directory), files)) {
            while (log.nextOffset() < 12) {
                append(log, "f".repeat(1000));
            }
            files.fail((operation, name) -> {
                if (operation == FaultyFiles.Operation.READ && name.equals(first)) {
                    throw new IOException("Input/output error");
                }
            });
            List<Long> offsets = new ArrayList<>();
            try (ReadableRecords records = new ReadableRecords(log, 1)) {
                for (LogRecord record = records.poll(); record != null; record = records.poll()) {
                    offsets.add(record.offset());
                }
            }
            assertThat(offsets).endsWith(11L).doesNotContain(1L);
        }
    }
}
