package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.append;
import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.settings;
import static io.devicegateway.journal.LogFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.journal.Damage.Kind;
import io.devicegateway.journal.JournalReport.SegmentReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flipped bits, missing ends, missing files: found, reported with the place, and all the rest is served. */
class DamageTest {
    private static final int SIZE = HandSegment.HEADER + 1024;

    @TempDir
    Path directory;

    private final HandSegment sealed = new HandSegment(1, 0, 0x1F2E3D4C);
    private final HandSegment last = new HandSegment(11, 10, 0xC0FFEE00);

    @BeforeEach
    void fill() {
        for (int i = 1; i <= 20; i++) {
            HandSegment segment = i <= 10 ? sealed : last;
            segment.record(i % 3 != 2, "record " + i + " " + "r".repeat(i));
        }
    }

    /** What a log over these files serves and says. */
    private record Outcome(
            List<LogRecord> records, List<Damage> damages, JournalReport report, long nextOffset, long appended) {
        Set<Long> offsets() {
            return records.stream().map(LogRecord::offset).collect(Collectors.toCollection(TreeSet::new));
        }

        Set<Long> lost() {
            return damages.stream()
                    .flatMapToLong(damage -> LongStream.rangeClosed(damage.firstLost(), damage.lastLost()))
                    .boxed()
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private Outcome outcome(byte[] first, byte[] second) throws IOException {
        PowerCutFiles files = new PowerCutFiles();
        files.put(sealed.name(), first);
        files.put(last.name(), second);
        return outcome(files);
    }

    private Outcome outcome(PowerCutFiles files) throws IOException {
        JournalReport report = JournalCheck.verify(files);
        List<Damage> damages = new ArrayList<>();
        try (SegmentedLog log = open(settings(directory), files)) {
            long next = log.nextOffset();
            List<LogRecord> records = LogFixture.read(log, 1, damages);
            long appended = append(log, "goes on");
            List<Damage> again = new ArrayList<>();
            List<LogRecord> all = LogFixture.read(log, 1, again);
            assertThat(again).containsExactlyElementsOf(damages);
            assertThat(all).hasSize(records.size() + 1);
            assertThat(all.get(records.size()).offset()).isEqualTo(appended);
            return new Outcome(records, damages, report, next, appended);
        }
    }

    private static Set<Long> allBut(long... offsets) {
        Set<Long> all = LongStream.rangeClosed(1, 20).boxed().collect(Collectors.toCollection(TreeSet::new));
        for (long offset : offsets) {
            all.remove(offset);
        }
        return all;
    }

    private static byte[] flip(byte[] content, int position) {
        byte[] flipped = content.clone();
        flipped[position] ^= (byte) (1 << (position % 8));
        return flipped;
    }

    private void assertContent(Outcome outcome) {
        for (LogRecord record : outcome.records) {
            assertThat(text(record)).startsWith("record " + record.offset() + " ");
            assertThat(text(record)).hasSize(8 + Long.toString(record.offset()).length() + (int) record.offset());
        }
    }

    @Test
    void soundFilesAreSound() throws IOException {
        Outcome outcome = outcome(sealed.bytes(), last.bytes(SIZE));
        assertContent(outcome);
        assertThat(outcome.offsets()).isEqualTo(allBut());
        assertThat(outcome.damages).isEmpty();
        assertThat(outcome.nextOffset).isEqualTo(21);
        assertThat(outcome.report.sound()).isTrue();
        assertThat(outcome.report.records()).isEqualTo(20);
        SegmentReport report = outcome.report.segments().get(1);
        assertThat(report.firstOffset()).isEqualTo(11);
        assertThat(report.lastOffset()).isEqualTo(20);
        assertThat(report.firstTimeMillis()).isEqualTo(1_700_000_000_000L);
        assertThat(report.lastTimeMillis()).isEqualTo(1_700_000_000_009L);
        assertThat(report.tailPosition()).isEqualTo(last.end());
        assertThat(report.tailBytes()).isZero();
    }

    @Test
    void anyFlippedBitInASealedSegmentCostsOneRecordAtMost() throws IOException {
        byte[] good = sealed.bytes();
        for (int position = 0; position < good.length; position += position < HandSegment.HEADER ? 61 : 1) {
            Outcome outcome = outcome(flip(good, position), last.bytes(SIZE));
            long hit = sealed.offsetAt(position);
            assertContent(outcome);
            assertThat(outcome.offsets()).as("flipped bit at %s", position).isEqualTo(allBut(hit));
            assertThat(outcome.nextOffset).isEqualTo(21);
            assertThat(outcome.report.sound()).isFalse();
            List<Damage> reported = outcome.report.segments().getFirst().damages();
            assertThat(reported).hasSize(1);
            if (hit > 0) {
                assertThat(outcome.lost()).containsExactly(hit);
                assertThat(reported).containsExactlyElementsOf(outcome.damages);
                assertThat(reported.getFirst().position()).isEqualTo(sealed.start(hit));
                assertThat(reported.getFirst().segment()).isEqualTo(sealed.name());
            } else {
                assertThat(outcome.damages).isEmpty();
                assertThat(reported.getFirst().kind()).isEqualTo(Kind.HEADER_COPY);
            }
        }
    }

    @Test
    void anyFlippedBitInTheLastSegmentCostsOneRecordAtMostAndNoOffsetIsGivenTwice() throws IOException {
        byte[] good = last.bytes(SIZE);
        for (int position = 0; position < good.length; position += position < HandSegment.HEADER ? 61 : 1) {
            Outcome outcome = outcome(sealed.bytes(), flip(good, position));
            long hit = last.offsetAt(position);
            assertContent(outcome);
            assertThat(outcome.offsets()).as("flipped bit at %s", position).isEqualTo(allBut(hit));
            assertThat(outcome.nextOffset).isGreaterThan(20);
            assertThat(outcome.appended).isEqualTo(outcome.nextOffset);
            SegmentReport report = outcome.report.segments().get(1);
            if (hit == 20 || position >= last.end()) {
                assertThat(report.tailBytes()).isPositive();
                assertThat(report.tailPosition()).isEqualTo(hit == 20 ? last.start(20) : last.end());
            } else {
                assertThat(report.damages()).hasSize(1);
                assertThat(outcome.lost()).isEqualTo(hit == 0 ? Set.of() : Set.of(hit));
            }
        }
    }

    @Test
    void aMissingEndOfTheLastSegmentCostsWhatItHeld() throws IOException {
        byte[] good = last.bytes();
        for (int length = 0; length < good.length; length += length < HandSegment.HEADER - 1 ? 61 : 1) {
            Outcome outcome = outcome(sealed.bytes(), Arrays.copyOf(good, length));
            assertContent(outcome);
            int whole = length;
            long kept = LongStream.rangeClosed(11, 20)
                    .filter(offset -> (offset == 20 ? last.end() : last.start(offset + 1)) <= whole)
                    .count();
            assertThat(outcome.offsets())
                    .as("cut at %s", length)
                    .isEqualTo(LongStream.rangeClosed(1, 10 + kept).boxed().collect(Collectors.toSet()));
            assertThat(outcome.appended).isEqualTo(outcome.nextOffset).isGreaterThan(10 + kept);
        }
    }

    @Test
    void aMissingEndOfASealedSegmentIsReported() throws IOException {
        byte[] good = sealed.bytes();
        for (int length = HandSegment.HEADER; length < good.length; length++) {
            Outcome outcome = outcome(Arrays.copyOf(good, length), last.bytes(SIZE));
            assertContent(outcome);
            int whole = length;
            long[] lost = LongStream.rangeClosed(1, 10)
                    .filter(offset -> (offset == 10 ? sealed.end() : sealed.start(offset + 1)) > whole)
                    .toArray();
            assertThat(outcome.offsets()).as("cut at %s", length).isEqualTo(allBut(lost));
            assertThat(outcome.damages).hasSize(1);
            assertThat(outcome.damages.getFirst().kind()).isEqualTo(Kind.END);
            assertThat(outcome.lost())
                    .isEqualTo(LongStream.of(lost).boxed().collect(Collectors.toCollection(TreeSet::new)));
            assertThat(outcome.report.segments().getFirst().damages()).containsExactlyElementsOf(outcome.damages);
            assertThat(outcome.report.lostOffsets()).isEqualTo(lost.length);
        }
    }

    @Test
    void garbageOverAnyStretchIsReportedAndTheRestIsServed() throws IOException {
        Random random = new Random(20);
        for (int run = 0; run < 300; run++) {
            int from = HandSegment.HEADER + random.nextInt(last.end() - HandSegment.HEADER);
            int to = Math.min(last.end(), from + 1 + random.nextInt(200));
            byte[] content = last.bytes(SIZE);
            for (int i = from; i < to; i++) {
                content[i] = run % 3 == 0 ? 0 : (byte) random.nextInt();
            }
            byte[] good = last.bytes(SIZE);
            long[] hit = LongStream.rangeClosed(11, 20)
                    .filter(offset -> {
                        int end = offset == 20 ? last.end() : last.start(offset + 1);
                        return !Arrays.equals(good, last.start(offset), end, content, last.start(offset), end);
                    })
                    .toArray();
            Outcome outcome = outcome(sealed.bytes(), content);
            assertContent(outcome);
            assertThat(outcome.offsets()).as("garbage from %s to %s", from, to).isEqualTo(allBut(hit));
            assertThat(outcome.appended).isGreaterThan(20 - hit.length);
        }
    }

    @Test
    void aSegmentWithoutAnyHeaderIsLostAndTheOthersAreServed() throws IOException {
        byte[] headless = sealed.bytes();
        Arrays.fill(headless, 0, HandSegment.HEADER, (byte) 0x55);
        Outcome outcome = outcome(headless, last.bytes(SIZE));
        assertThat(outcome.offsets()).isEqualTo(allBut(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        assertThat(outcome.damages).extracting(Damage::kind).containsExactly(Kind.HEADER);
        assertThat(outcome.report.segments().getFirst().damages()).containsExactlyElementsOf(outcome.damages);

        headless = last.bytes(SIZE);
        Arrays.fill(headless, 0, HandSegment.HEADER, (byte) 0x55);
        outcome = outcome(sealed.bytes(), headless);
        assertThat(outcome.offsets()).isEqualTo(allBut(11, 12, 13, 14, 15, 16, 17, 18, 19, 20));
        assertThat(outcome.nextOffset).isGreaterThan(20);
    }

    @Test
    void missingSegmentsAreReported() throws IOException {
        PowerCutFiles files = new PowerCutFiles();
        files.put(sealed.name(), sealed.bytes());
        HandSegment later = new HandSegment(31, 30, 7).record(true, "record 31 " + "r".repeat(31));
        files.put(later.name(), later.bytes(SIZE));
        Outcome outcome = outcome(files);
        assertContent(outcome);
        assertThat(outcome.lost()).hasSize(20).contains(11L, 30L);
        assertThat(outcome.damages).extracting(Damage::kind).containsExactly(Kind.END);
        assertThat(outcome.report.lostOffsets()).isEqualTo(20);
    }

    /** The hole may be a torn write here: no batch was begun after it. */
    @Test
    void aHoleInTheLastBatchIsToldFromOneBeforeIt() throws IOException {
        HandSegment segment = new HandSegment(11, 10, 5)
                .record(true, "record 11 " + "r".repeat(11))
                .record(false, "record 12 " + "r".repeat(12))
                .record(true, "record 13 " + "r".repeat(13))
                .record(false, "record 14 " + "r".repeat(14))
                .record(false, "record 15 " + "r".repeat(15));
        Outcome before = outcome(sealed.bytes(), flip(segment.bytes(SIZE), segment.start(12) + 30));
        assertThat(before.damages).extracting(Damage::kind).containsExactly(Kind.RECORD);
        assertThat(before.appended).isEqualTo(16);
        Outcome within = outcome(sealed.bytes(), flip(segment.bytes(SIZE), segment.start(14) + 30));
        assertThat(within.damages).extracting(Damage::kind).containsExactly(Kind.LAST_BATCH);
        assertThat(within.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 15L);
        assertThat(within.appended).isEqualTo(16);
    }

    /** A device can send the bytes of a record, but not with the salt of the segment that they will stand in. */
    @Test
    void aRecordInsideAPayloadIsNotTakenForOne() throws IOException {
        HandSegment evil = new HandSegment(12, 11, 0).record(true, "record 12 was forged");
        byte[] forged = Arrays.copyOfRange(evil.bytes(), HandSegment.HEADER, evil.end());
        HandSegment segment =
                new HandSegment(11, 10, 0x77777777).record(true, forged).record(true, "record 12 " + "r".repeat(12));
        Outcome outcome = outcome(sealed.bytes(), flip(segment.bytes(SIZE), segment.start(11)));
        assertContent(outcome);
        assertThat(outcome.lost()).containsExactly(11L);
    }

    /** What failed may stand behind the end of a segment; the next one says where the end is. */
    @Test
    void recordsBehindTheEndThatTheNextSegmentNamesAreNotServed() throws IOException {
        HandSegment successor = new HandSegment(8, 7, 9).record(true, "record 8 " + "r".repeat(8));
        PowerCutFiles files = new PowerCutFiles();
        files.put(sealed.name(), sealed.bytes(SIZE));
        files.put(successor.name(), successor.bytes(SIZE));
        Outcome outcome = outcome(files);
        assertContent(outcome);
        assertThat(outcome.records).extracting(LogRecord::offset).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(outcome.damages).isEmpty();
        assertThat(outcome.report.sound()).isTrue();
        assertThat(outcome.report.segments().getFirst().lastOffset()).isEqualTo(7);
        assertThat(outcome.report.segments().getFirst().tailBytes()).isPositive();
    }
}
