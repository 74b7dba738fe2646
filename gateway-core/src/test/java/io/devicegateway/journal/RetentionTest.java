package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.PATIENCE;
import static io.devicegateway.journal.LogFixture.append;
import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.read;
import static io.devicegateway.journal.LogFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.devicegateway.journal.Damage.Kind;
import io.devicegateway.journal.FaultyFiles.Operation;
import io.devicegateway.journal.JournalUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final int SEGMENT = RecordFormat.DATA_START + 4096;
    /** Three records of this size fill a segment. */
    private static final String TEXT = "r".repeat(1024);

    @TempDir
    Path directory;

    private static void fill(SegmentedLog log, int records) {
        for (int i = 0; i < records; i++) {
            append(log, TEXT);
        }
    }

    @Test
    void oldSegmentsGoWhenTheBudgetIsExceededAndNobodyNeedsThem() throws IOException {
        AtomicLong slow = new AtomicLong(1);
        try (SegmentedLog log = open(settings(directory).withSpace(4 * SEGMENT, 100 * SEGMENT, 0))) {
            log.hold("fast", () -> Long.MAX_VALUE);
            log.hold("slow", slow::get);
            log.startRetention();
            fill(log, 30);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(log.retention().heldBy()).containsExactly("slow"));
            assertThat(log.firstOffset()).isEqualTo(1);
            assertThat(read(log, 1, new ArrayList<>())).hasSize(30);
            slow.set(11);
            await().atMost(PATIENCE).until(() -> log.firstOffset() == 10);
            assertThat(log.retention().heldBy()).containsExactly("slow");
            slow.set(31);
            await().atMost(PATIENCE).until(() -> log.retention().heldBy().isEmpty());
            assertThat(log.retention().bytes()).isLessThanOrEqualTo(4 * SEGMENT);
            assertThat(log.firstOffset()).isBetween(17L, 28L);
            List<LogRecord> rest = read(log, log.firstOffset(), new ArrayList<>());
            assertThat(rest.getLast().offset()).isEqualTo(30);
        }
    }

    @Test
    void nothingGoesBeforeRetentionIsStarted() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (SegmentedLog log = open(settings(directory).withSpace(0, 100 * SEGMENT, 0))) {
            fill(log, 20);
            assertThat(log.firstOffset()).isEqualTo(1);
            log.hold("counts", asked::incrementAndGet);
            log.startRetention();
            await().atMost(PATIENCE).until(() -> log.firstOffset() == 19);
            assertThat(asked).hasPositiveValue();
        }
    }

    @Test
    void aHolderThatCannotBeAskedNeedsEverything() throws IOException {
        try (SegmentedLog log = open(settings(directory).withSpace(0, 100 * SEGMENT, 0))) {
            RecordLog.Hold hold = log.hold("broken", () -> {
                throw new IllegalStateException("store of positions is down");
            });
            log.startRetention();
            fill(log, 10);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(log.retention().heldBy()).containsExactly("broken"));
            assertThat(log.firstOffset()).isEqualTo(1);
            assertThatThrownBy(() -> log.hold("broken", () -> 1)).hasMessageContaining("broken");
            hold.close();
            await().atMost(PATIENCE).until(() -> log.firstOffset() == 10);
        }
    }

    @Test
    void atTheLimitAppendsAreRefusedRatherThanSomethingNeededRemoved() throws IOException {
        AtomicLong position = new AtomicLong(1);
        List<JournalState> states = new ArrayList<>();
        try (SegmentedLog log = open(settings(directory).withSpace(SEGMENT, 5 * SEGMENT, 0))) {
            log.addListener(states::add);
            log.hold("billing", position::get);
            log.startRetention();
            await().atMost(PATIENCE).until(() -> {
                CompletableFuture<Long> appended = log.append(0, new byte[1024]);
                return appended.handle((offset, failure) -> failure != null).join();
            });
            assertThatThrownBy(() -> append(log, TEXT))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .hasMessageContaining("billing")
                    .extracting(failure -> ((JournalUnavailableException) failure).reason())
                    .isEqualTo(Reason.FULL);
            assertThat(log.state()).isInstanceOf(JournalState.Full.class);
            assertThat(log.retention().bytes()).isLessThanOrEqualTo(5 * SEGMENT);
            long last = log.durableOffset();
            assertThat(last).isGreaterThanOrEqualTo(12);
            assertThat(read(log, 1, new ArrayList<>())).hasSize((int) last);

            position.set(last + 1);
            await().atMost(PATIENCE).until(() -> log.state() instanceof JournalState.Open);
            assertThat(append(log, "goes on")).isEqualTo(last + 1);
            assertThat(states).hasSize(2);
            assertThat(states.get(0)).isInstanceOf(JournalState.Full.class);
            assertThat(states.get(1)).isInstanceOf(JournalState.Open.class);
        }
    }

    @Test
    void whatAnOperatorDropsIsCountedAndToldToReaders() throws IOException {
        try (SegmentedLog log = open(settings(directory))) {
            log.hold("billing", () -> 1);
            log.startRetention();
            fill(log, 20);
            try (RecordReader inTheMiddle = log.reader(1)) {
                assertThat(inTheMiddle.poll()).isNotNull();
                assertThat(log.dropBefore(11)).isEqualTo(9);
                assertThat(log.firstOffset()).isEqualTo(10);
                assertThat(inTheMiddle.poll()).extracting(LogRecord::offset).isEqualTo(2L);
                assertThat(inTheMiddle.poll()).extracting(LogRecord::offset).isEqualTo(3L);
                assertThat(inTheMiddle.poll()).extracting(LogRecord::offset).isEqualTo(10L);
            }
            List<Damage> damages = new ArrayList<>();
            assertThat(read(log, 5, damages)).hasSize(11);
            assertThat(damages).hasSize(1);
            assertThat(damages.getFirst().kind()).isEqualTo(Kind.DROPPED);
            assertThat(damages.getFirst().firstLost()).isEqualTo(5);
            assertThat(damages.getFirst().lastLost()).isEqualTo(9);
            assertThat(log.dropBefore(1)).isZero();
        }
    }

    @Test
    void theNextOffsetSurvivesTheRemovalOfEverything() throws IOException {
        try (SegmentedLog log = open(settings(directory))) {
            fill(log, 10);
            assertThat(log.dropBefore(log.nextOffset())).isEqualTo(10);
            assertThat(log.firstOffset()).isEqualTo(11);
            assertThat(log.nextOffset()).isEqualTo(11);
            assertThat(log.durableOffset()).isEqualTo(10);
        }
        try (SegmentedLog log = open(settings(directory))) {
            assertThat(log.firstOffset()).isEqualTo(11);
            assertThat(log.durableOffset()).isEqualTo(10);
            assertThat(append(log, TEXT)).isEqualTo(11);
        }
    }

    @Test
    void aRemovalThatFailsIsTriedAgain() throws IOException {
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        AtomicInteger failures = new AtomicInteger();
        try (SegmentedLog log = open(settings(directory).withSpace(0, 100 * SEGMENT, 0), files)) {
            fill(log, 10);
            files.fail((operation, name) -> {
                if (operation == Operation.DELETE && name.endsWith(SegmentHeader.SUFFIX)) {
                    failures.incrementAndGet();
                    throw new IOException("injected");
                }
            });
            log.startRetention();
            await().atMost(PATIENCE).until(() -> failures.get() >= 2);
            assertThat(read(log, 1, new ArrayList<>())).hasSize(10);
            files.heal();
            await().atMost(PATIENCE).until(() -> log.firstOffset() == 10);
            assertThat(append(log, TEXT)).isEqualTo(11);
        }
    }
}
