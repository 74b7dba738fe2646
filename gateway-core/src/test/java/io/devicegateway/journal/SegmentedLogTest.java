package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.PATIENCE;
import static io.devicegateway.journal.LogFixture.append;
import static io.devicegateway.journal.LogFixture.bytes;
import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.read;
import static io.devicegateway.journal.LogFixture.settings;
import static io.devicegateway.journal.LogFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.devicegateway.journal.JournalUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentedLogTest {
    @TempDir
    Path directory;

    @Test
    void anEmptyLogHasNothingAndBeginsWithOffsetOne() throws IOException {
        try (SegmentedLog log = open(settings(directory))) {
            assertThat(log.firstOffset()).isEqualTo(1);
            assertThat(log.nextOffset()).isEqualTo(1);
            assertThat(log.durableOffset()).isZero();
            assertThat(log.state()).isInstanceOf(JournalState.Open.class);
            assertThat(texts(log)).isEmpty();
        }
    }

    @Test
    void whatWasAppendedIsReadInOrderAlsoAfterRestarts() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int run = 0; run < 3; run++) {
            try (SegmentedLog log = open(settings(directory))) {
                assertThat(texts(log)).isEqualTo(expected);
                for (int i = 0; i < 100; i++) {
                    String text = "run " + run + " record " + i + " " + "x".repeat(i);
                    expected.add(text);
                    assertThat(append(log, text)).isEqualTo(expected.size());
                }
                assertThat(log.durableOffset()).isEqualTo(expected.size());
                assertThat(log.nextOffset()).isEqualTo(expected.size() + 1L);
                assertThat(texts(log)).isEqualTo(expected);
            }
        }
        assertThat(segmentFiles()).hasSizeGreaterThan(5);
    }

    @Test
    void payloadsFromNothingToTheLargestSurvive() throws IOException {
        LogSettings large = settings(directory).withSizes(1 << 20, 100_000, 400_000);
        List<byte[]> payloads = Stream.of(0, 1, 24, 131_072 - 24, 131_072, 400_000, 0, 399_999)
                .map(size -> pattern(size))
                .toList();
        for (int run = 0; run < 2; run++) {
            try (SegmentedLog log = open(large)) {
                for (byte[] payload : payloads) {
                    log.append(7, payload).join();
                }
            }
        }
        try (SegmentedLog log = open(large)) {
            List<LogRecord> records = read(log, 1, new ArrayList<>());
            assertThat(records).hasSize(2 * payloads.size());
            for (int i = 0; i < records.size(); i++) {
                assertThat(records.get(i).payload()).isEqualTo(payloads.get(i % payloads.size()));
                assertThat(records.get(i).timeMillis()).isEqualTo(7);
            }
            assertThatThrownBy(() -> log.append(0, new byte[400_001]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("400001")
                    .hasMessageContaining("400000");
        }
    }

    private static byte[] pattern(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + size);
        }
        return bytes;
    }

    @Test
    void theOrderOfAThreadIsKeptAmongMany() throws Exception {
        int threads = 8;
        int each = 2000;
        try (SegmentedLog log = open(settings(directory).withSizes(1 << 20, 4096, 1024))) {
            List<List<CompletableFuture<Long>>> futures = new ArrayList<>();
            List<Thread> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                List<CompletableFuture<Long>> mine = new ArrayList<>();
                futures.add(mine);
                running.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < each; i++) {
                        mine.add(log.append(i, bytes(thread + ":" + i)));
                    }
                }));
            }
            for (Thread thread : running) {
                thread.join();
            }
            List<String> all = null;
            for (int t = 0; t < threads; t++) {
                for (int i = 0; i < each; i++) {
                    long offset = futures.get(t).get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    all = all == null || all.size() < threads * each ? texts(log) : all;
                    assertThat(all.get((int) offset - 1)).isEqualTo(t + ":" + i);
                }
            }
            assertThat(all).hasSize(threads * each);
        }
    }

    @Test
    void aReaderSeesRecordsWhileTheyAreWritten() throws Exception {
        int count = 3000;
        try (SegmentedLog log = open(settings(directory));
                RecordReader reader = log.reader(1)) {
            Thread writer = Thread.ofPlatform()
                    .start(() -> IntStream.range(0, count).forEach(i -> {
                        CompletableFuture<Long> last = log.append(i, bytes("record " + i));
                        if (i % 50 == 0) {
                            last.join();
                        }
                    }));
            for (int i = 0; i < count; i++) {
                assertThat(reader.await(PATIENCE)).isTrue();
                LogRecord record = reader.poll();
                assertThat(record).isNotNull();
                assertThat(record.offset()).isEqualTo(i + 1L).isLessThanOrEqualTo(log.durableOffset());
                assertThat(LogFixture.text(record)).isEqualTo("record " + i);
            }
            assertThat(reader.poll()).isNull();
            writer.join();
        }
    }

    @Test
    void aWaitingReaderWakesUpForARecordAndForTheEnd() throws Exception {
        SegmentedLog log = open(settings(directory));
        RecordReader reader = log.reader(1);
        AtomicReference<LogRecord> found = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                assertThat(reader.await(PATIENCE)).isTrue();
                found.set(reader.poll());
                assertThat(reader.await(PATIENCE)).isFalse();
                ended.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().atMost(PATIENCE).until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        append(log, "here");
        await().atMost(PATIENCE).until(() -> found.get() != null);
        assertThat(reader.await(Duration.ofMillis(1))).isFalse();
        log.close();
        assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void readingBeginsAtAnyOffset() throws IOException {
        try (SegmentedLog log = open(settings(directory).withSizes(400_000, 2048, 1024))) {
            for (int i = 1; i <= 3000; i++) {
                CompletableFuture<Long> last = log.append(i, bytes("record " + i + " " + "y".repeat(200)));
                if (i % 200 == 0) {
                    last.join();
                }
            }
            for (int from : new int[] {1, 2, 700, 1500, 1501, 2999, 3000, 3001}) {
                List<LogRecord> records = read(log, from, new ArrayList<>());
                assertThat(records).hasSize(3001 - from);
                assertThat(records).allMatch(record -> LogFixture.text(record).startsWith("record " + record.offset()));
            }
            assertThat(log.reader(3001).nextOffset()).isEqualTo(3001);
            assertThatThrownBy(() -> log.reader(3002))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3002")
                    .hasMessageContaining("another journal");
            assertThatThrownBy(() -> log.reader(0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anOffsetIsFoundByTime() throws IOException {
        for (int run = 0; run < 2; run++) {
            try (SegmentedLog log = open(settings(directory).withSizes(300_000, 2048, 1024))) {
                if (run == 0) {
                    for (int i = 1; i <= 2500; i++) {
                        CompletableFuture<Long> last = log.append(1_000_000 + 10L * i, new byte[300]);
                        if (i % 200 == 0) {
                            last.join();
                        }
                    }
                }
                append(log, "later");
                assertThat(log.offsetAt(0)).isEqualTo(1);
                assertThat(log.offsetAt(1_000_010)).isEqualTo(1);
                assertThat(log.offsetAt(1_000_011)).isEqualTo(2);
                for (int i : new int[] {2, 3, 500, 901, 902, 903, 1700, 2499, 2500}) {
                    assertThat(log.offsetAt(1_000_000 + 10L * i)).isEqualTo(i);
                    assertThat(log.offsetAt(1_000_000 + 10L * i - 9)).isEqualTo(i);
                }
                assertThat(log.offsetAt(9_000_000)).isEqualTo(log.nextOffset());
            }
        }
        assertThat(segmentFiles()).hasSize(3);
    }

    @Test
    void whatExceedsTheQueueIsRefusedAndTheRestIsKept() throws Exception {
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        try (SegmentedLog log = open(settings(directory).withQueue(10, 4096), files)) {
            append(log, "first");
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch inForce = new CountDownLatch(1);
            files.fail((operation, name) -> {
                if (operation == FaultyFiles.Operation.FORCE && name.endsWith(".log")) {
                    inForce.countDown();
                    assertThatNoInterrupt(held);
                }
            });
            CompletableFuture<Long> underWay = log.append(0, bytes("under way"));
            assertThat(inForce.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            List<CompletableFuture<Long>> waiting = IntStream.range(0, 10)
                    .mapToObj(i -> log.append(0, bytes("waits " + i)))
                    .toList();
            assertRefused(log.append(0, bytes("one too many")), Reason.OVERLOADED);
            held.countDown();
            assertThat(underWay.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(waiting.get(9).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(12);
            assertThat(append(log, "room again")).isEqualTo(13);
            assertThat(texts(log)).hasSize(13).doesNotContain("one too many");
        }
    }

    private static void assertThatNoInterrupt(CountDownLatch held) {
        try {
            assertThat(held.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theQueueIsBoundedByBytesToo() {
        AppendQueue queue = new AppendQueue(100, 1000);
        OffsetFuture ignored = new OffsetFuture();
        assertThat(queue.offer(Append.record(0, new byte[400], ignored, 0))).isEqualTo(AppendQueue.Offer.ACCEPTED);
        assertThat(queue.offer(Append.record(0, new byte[400], ignored, 0))).isEqualTo(AppendQueue.Offer.ACCEPTED);
        assertThat(queue.offer(Append.record(0, new byte[400], ignored, 0))).isEqualTo(AppendQueue.Offer.OVERLOADED);
        assertThat(queue.offer(Append.record(0, new byte[100], ignored, 0))).isEqualTo(AppendQueue.Offer.ACCEPTED);
        assertThat(queue.take()).extracting(first -> first.payload.length).isEqualTo(400);
        assertThat(queue.offer(Append.record(0, new byte[900], ignored, 0))).isEqualTo(AppendQueue.Offer.ACCEPTED);
        assertThat(queue.close()).extracting(first -> first.payload.length).isEqualTo(900);
        assertThat(queue.offer(Append.record(0, new byte[1], ignored, 0))).isEqualTo(AppendQueue.Offer.CLOSED);
    }

    @Test
    void closingMakesDurableWhatWaitsAndRefusesTheRest() throws Exception {
        SegmentedLog log = open(settings(directory));
        List<CompletableFuture<Long>> futures = IntStream.range(0, 500)
                .mapToObj(i -> log.append(0, bytes("record " + i)))
                .toList();
        log.close();
        for (int i = 0; i < 500; i++) {
            assertThat(futures.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(i + 1L);
        }
        assertRefused(log.append(0, bytes("too late")), Reason.CLOSED);
        try (SegmentedLog again = open(settings(directory))) {
            assertThat(texts(again)).hasSize(500);
        }
    }

    static void assertRefused(CompletableFuture<Long> append, Reason reason) {
        assertThatThrownBy(() -> append.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(JournalUnavailableException.class)
                .extracting(cause -> ((JournalUnavailableException) cause).reason())
                .isEqualTo(reason);
    }

    @Test
    void aDirectoryBelongsToOneLog() throws IOException {
        try (SegmentedLog log = open(settings(directory))) {
            assertThatThrownBy(() -> open(settings(directory)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("already open in this process");
            assertThat(append(log, "still works")).isEqualTo(1);
        }
        open(settings(directory)).close();
    }

    @Test
    void offsetsThatMayHaveBeenSeenAreNotGivenAgain() throws IOException {
        try (SegmentedLog log = open(settings(directory))) {
            append(log, "one");
            append(log, "two");
        }
        try (SegmentedLog log = open(settings(directory).withMinimumNextOffset(2))) {
            assertThat(append(log, "three")).isEqualTo(3);
        }
        try (SegmentedLog log = open(settings(directory).withMinimumNextOffset(100))) {
            assertThat(log.nextOffset()).isEqualTo(100);
            assertThat(log.durableOffset()).isEqualTo(3);
            try (RecordReader reader = log.reader(4)) {
                assertThat(reader.poll()).isNull();
                assertThat(append(log, "hundred")).isEqualTo(100);
                assertThat(reader.poll()).extracting(LogRecord::offset).isEqualTo(100L);
            }
        }
        List<Damage> damages = new ArrayList<>();
        try (SegmentedLog log = open(settings(directory).withMinimumNextOffset(100))) {
            assertThat(read(log, 1, damages)).extracting(LogRecord::offset).containsExactly(1L, 2L, 3L, 100L);
            assertThat(damages).isEmpty();
            assertThat(log.nextOffset()).isEqualTo(101);
        }
        JournalReport report = JournalCheck.verify(directory);
        assertThat(report.segments()).allMatch(JournalReport.SegmentReport::sound);
        assertThat(report.lostEnd()).isEqualTo(new JournalWarning.LostEnd(4, 99));
    }

    @Test
    void callbacksAreToldInOrderAndThenTheBatchListener() throws Exception {
        try (SegmentedLog log = open(settings(directory))) {
            List<String> heard = new ArrayList<>();
            AtomicInteger batches = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(3);
            log.addBatchListener(() -> {
                heard.add("batch");
                batches.incrementAndGet();
            });
            for (int i = 0; i < 3; i++) {
                log.append(0, bytes("record"), new AppendCallback() {
                    @Override
                    public void durable(long offset) {
                        heard.add("durable " + offset);
                        done.countDown();
                        throw new IllegalStateException("a callback that fails harms nobody");
                    }

                    @Override
                    public void failed(JournalUnavailableException cause) {
                        heard.add("failed");
                    }
                });
            }
            assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            append(log, "one more batch at least");
            await().atMost(PATIENCE).until(() -> batches.get() >= 2);
            assertThat(heard).containsSubsequence("durable 1", "durable 2", "durable 3", "batch");
        }
    }

    @Test
    void aLaterFormatVersionIsRefusedByName() throws IOException {
        try (SegmentedLog log = open(settings(directory))) {
            append(log, "one");
        }
        Path segment = directory.resolve(SegmentHeader.fileName(1));
        byte[] content = Files.readAllBytes(segment);
        for (int copy = 0; copy < 2; copy++) {
            content[copy * 4096 + 11] = 2;
            Vectors.putCrc32c(content, copy * 4096, copy * 4096 + 4092, copy * 4096 + 4092, 0);
        }
        Files.write(segment, content);
        assertThatThrownBy(() -> open(settings(directory)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(SegmentHeader.fileName(1))
                .hasMessageContaining("version 2");
    }

    @Test
    void aFailedAppendCompletesWithItsReason() throws IOException {
        SegmentedLog log = open(settings(directory));
        log.close();
        assertThatThrownBy(() -> append(log, "x"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(JournalUnavailableException.class);
    }

    private List<String> segmentFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(SegmentHeader.SUFFIX))
                    .toList();
        }
    }
}
