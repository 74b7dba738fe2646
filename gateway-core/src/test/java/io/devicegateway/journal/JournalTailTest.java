package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.PATIENCE;
import static io.devicegateway.journal.LogFixture.append;
import static io.devicegateway.journal.LogFixture.bytes;
import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.settings;
import static io.devicegateway.journal.LogFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.devicegateway.journal.Damage.Kind;
import io.devicegateway.journal.FaultyFiles.Operation;
import io.devicegateway.journal.JournalUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Looking at a log from outside, and repairing it. */
class JournalTailTest {
    @TempDir
    Path directory;

    private final List<Damage> damages = new ArrayList<>();

    private static List<String> drain(JournalTail tail) throws IOException {
        List<String> texts = new ArrayList<>();
        for (LogRecord record = tail.poll(); record != null; record = tail.poll()) {
            texts.add(text(record));
        }
        return texts;
    }

    @Test
    @Timeout(60)
    void itFollowsALogThatIsWrittenTo() throws Exception {
        int count = 5000;
        try (SegmentedLog log = open(settings(directory));
                JournalTail tail = JournalTail.open(directory, 1, damages::add)) {
            Thread writer = Thread.ofPlatform()
                    .start(() -> IntStream.range(0, count).forEach(i -> {
                        var last = log.append(0, bytes("record " + i + " " + "t".repeat(i % 300)));
                        if (i % 20 == 0) {
                            last.join();
                        }
                    }));
            for (int i = 0; i < count; ) {
                LogRecord record = tail.poll();
                if (record != null) {
                    assertThat(record.offset()).isEqualTo(i + 1L);
                    assertThat(text(record)).startsWith("record " + i + " ");
                    i++;
                }
            }
            writer.join();
            assertThat(tail.poll()).isNull();
        }
        assertThat(damages).isEmpty();
    }

    @Test
    @Timeout(60)
    void aCheckOfALogThatIsWrittenToFindsNoDamage() throws Exception {
        try (SegmentedLog log = open(settings(directory).withSizes(200_000, 20_000, 1024))) {
            Thread writer = Thread.ofPlatform()
                    .start(() -> IntStream.range(0, 20_000).forEach(i -> {
                        var last = log.append(0, bytes("record " + i));
                        if (i % 500 == 0) {
                            last.join();
                        }
                    }));
            while (writer.isAlive()) {
                JournalReport report = JournalCheck.verify(directory);
                assertThat(report.segments())
                        .flatMap(JournalReport.SegmentReport::damages)
                        .isEmpty();
            }
            writer.join();
            append(log, "the last one");
            assertThat(JournalCheck.verify(directory).records()).isEqualTo(20_001);
        }
    }

    @Test
    void itBeginsAtAnOffsetOrAtTheOldest() throws IOException {
        try (JournalTail early = JournalTail.open(directory, 1, damages::add)) {
            assertThat(early.poll()).isNull();
            try (SegmentedLog log = open(settings(directory))) {
                for (int i = 1; i <= 50; i++) {
                    append(log, "record " + i + " " + "o".repeat(500));
                }
                assertThat(drain(early)).hasSize(50);
                try (JournalTail tail = JournalTail.open(directory, 30, damages::add)) {
                    assertThat(tail.poll()).extracting(LogRecord::offset).isEqualTo(30L);
                    assertThat(drain(tail)).hasSize(20);
                    assertThat(tail.nextOffset()).isEqualTo(51);
                }
                log.dropBefore(40);
                try (JournalTail tail = JournalTail.open(directory, 1, damages::add)) {
                    assertThat(tail.poll()).extracting(LogRecord::offset).isEqualTo(log.firstOffset());
                }
            }
        }
        assertThat(damages).isEmpty();
    }

    /** Only the tail may show what failed; then it shows what got the offset later as well. */
    @Test
    void whatGetsTheOffsetsOfAFailedBatchIsShown() throws IOException {
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        try (SegmentedLog log = open(settings(directory), files);
                JournalTail tail = JournalTail.open(directory, 1, damages::add)) {
            append(log, "one");
            assertThat(drain(tail)).containsExactly("one");
            files.fail((operation, name) -> {
                if (operation == Operation.FORCE || operation == Operation.TRUNCATE) {
                    throw new IOException("injected");
                }
            });
            SegmentedLogTest.assertRefused(log.append(0, bytes("failed")), Reason.FAILED);
            assertThat(drain(tail)).containsExactly("failed");
            files.heal();
            await().atMost(PATIENCE).until(() -> log.state() instanceof JournalState.Open);
            assertThat(append(log, "two")).isEqualTo(2);
            assertThat(drain(tail)).containsExactly("two");
            assertThat(LogFixture.texts(log)).containsExactly("one", "two");
        }
        assertThat(damages).isEmpty();
    }

    @Test
    void itReportsDamageAndGoesOn() throws IOException {
        HandSegment sealed =
                new HandSegment(1, 0, 3).record(true, "a").record(true, "b").record(true, "c");
        HandSegment last =
                new HandSegment(6, 5, 4).record(true, "f").record(true, "g").record(true, "h");
        byte[] broken = last.bytes(16_384);
        broken[last.start(7) + 5] ^= 1;
        Files.write(directory.resolve(sealed.name()), sealed.bytes());
        Files.write(directory.resolve(last.name()), broken);
        try (JournalTail tail = JournalTail.open(directory, 1, damages::add)) {
            assertThat(drain(tail)).containsExactly("a", "b", "c", "f", "h");
        }
        assertThat(damages).extracting(Damage::kind).containsExactly(Kind.END, Kind.RECORD);
        assertThat(damages).extracting(Damage::firstLost).containsExactly(4L, 7L);
        assertThat(damages).extracting(Damage::lastLost).containsExactly(5L, 7L);
        assertThat(damages.get(1).toString())
                .isEqualTo("damaged records: 00000000000000000006.log at byte 8217 (25 bytes), lost offsets 7..7");
    }

    @Test
    void repairPutsHeadersIndexesAndATornEndRightAndNothingElse() throws IOException {
        HandSegment sealed =
                new HandSegment(1, 0, 3).record(true, "a").record(true, "b").record(true, "c");
        HandSegment last = new HandSegment(4, 3, 4).record(true, "d").record(true, "e");
        byte[] scratched = sealed.bytes();
        scratched[4096 + 20] ^= 1;
        scratched[sealed.start(2) + 24] ^= 1;
        byte[] torn = last.bytes(16_384);
        torn[last.start(5) + 24] ^= 1;
        Files.write(directory.resolve(sealed.name()), scratched);
        Files.write(directory.resolve(last.name()), torn);

        assertThat(JournalRepair.run(directory, Clock.systemUTC()))
                .satisfiesExactly(
                        done -> assertThat(done).contains(sealed.name()).contains("copy of the header"),
                        done -> assertThat(done).contains(last.name()).contains("torn end closed after offset 4"),
                        done -> assertThat(done).contains(sealed.name()).contains("rebuilt the index"),
                        done -> assertThat(done).contains(last.name()).contains("rebuilt the index"));
        assertThat(JournalRepair.run(directory, Clock.systemUTC())).isEmpty();

        JournalReport report = JournalCheck.verify(directory);
        assertThat(report.segments())
                .flatMap(JournalReport.SegmentReport::damages)
                .extracting(Damage::firstLost)
                .containsExactly(2L);
        assertThat(Files.readAllBytes(directory.resolve(last.name()))).isEqualTo(torn);
        try (SegmentedLog log = open(settings(directory))) {
            assertThat(append(log, "f")).isGreaterThan(5);
            assertThat(LogFixture.texts(log)).containsExactly("a", "c", "d", "f");
            assertThatThrownBy(() -> JournalRepair.run(directory, Clock.systemUTC()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("already open");
        }
    }
}
