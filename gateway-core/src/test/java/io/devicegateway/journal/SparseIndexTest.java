package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.PATIENCE;
import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.read;
import static io.devicegateway.journal.LogFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.journal.FaultyFiles.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseIndexTest {
    private static final int RECORDS = 2000;
    private static final long FIRST_SEGMENT = 1;

    @TempDir
    Path directory;

    private LogSettings settings;
    private Path index;

    @BeforeEach
    void fill() throws IOException {
        settings = settings(directory).withSizes(1 << 20, 64 * 1024, 1024);
        index = directory.resolve(SparseIndex.fileName(FIRST_SEGMENT));
        try (SegmentedLog log = open(settings)) {
            CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
            for (int i = 1; i <= RECORDS; i++) {
                last = log.append(i, new byte[800]);
                if (i % 100 == 0) {
                    last.join();
                }
            }
        }
        assertThat(index).exists();
    }

    /** Reads near the end of the first segment, and says how many reads that took. */
    private long readsNeeded() throws IOException {
        AtomicLong reads = new AtomicLong();
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        try (SegmentedLog log = open(settings, files)) {
            files.fail((operation, name) -> {
                if (operation == Operation.READ && name.equals(SegmentHeader.fileName(FIRST_SEGMENT))) {
                    reads.incrementAndGet();
                }
            });
            try (RecordReader reader = log.reader(1200)) {
                assertThat(reader.poll()).extracting(LogRecord::offset).isEqualTo(1200L);
            }
            files.heal();
            assertThat(log.offsetAt(1200)).isEqualTo(1200);
        }
        return reads.get();
    }

    @Test
    void aReaderBeginsNearItsOffset() throws IOException {
        assertThat(readsNeeded()).isLessThanOrEqualTo(2);
    }

    @Test
    void aMissingIndexIsBuiltAgain() throws IOException {
        byte[] before = Files.readAllBytes(index);
        Files.delete(index);
        assertThat(readsNeeded()).isGreaterThan(5);
        assertThat(Files.readAllBytes(index)).isEqualTo(before);
        assertThat(readsNeeded()).isLessThanOrEqualTo(2);
    }

    @Test
    void aDamagedIndexIsNeverBelieved() throws IOException {
        byte[] before = Files.readAllBytes(index);
        PowerCutFiles files = new PowerCutFiles();
        String name = SparseIndex.fileName(FIRST_SEGMENT);
        for (int position = 0; position < before.length; position++) {
            byte[] damaged = before.clone();
            damaged[position] ^= (byte) (1 << (position % 8));
            files.put(name, damaged);
            assertThat(SparseIndex.read(files, FIRST_SEGMENT))
                    .as("flipped bit at %s", position)
                    .isNull();
            files.put(name, Arrays.copyOf(before, position));
            assertThat(SparseIndex.read(files, FIRST_SEGMENT))
                    .as("cut at %s", position)
                    .isNull();
        }
        Files.write(index, Arrays.copyOf(before, before.length - 1));
        assertThat(readsNeeded()).isGreaterThan(5);
        assertThat(Files.readAllBytes(index)).isEqualTo(before);
    }

    @Test
    void aStartDoesNotReadSealedSegments() throws IOException {
        AtomicLong reads = new AtomicLong();
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        files.fail((operation, name) -> {
            if (operation == Operation.READ && name.equals(SegmentHeader.fileName(FIRST_SEGMENT))) {
                reads.incrementAndGet();
            }
        });
        try (SegmentedLog log = open(settings, files)) {
            assertThat(log.nextOffset()).isEqualTo(RECORDS + 1);
            assertThat(reads).hasValue(1);
            await().atMost(PATIENCE).until(() -> log.state() instanceof JournalState.Open);
            assertThat(read(log, 1, new ArrayList<>())).hasSize(RECORDS);
        }
    }
}
