package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.PATIENCE;
import static io.devicegateway.journal.LogFixture.append;
import static io.devicegateway.journal.LogFixture.bytes;
import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.settings;
import static io.devicegateway.journal.LogFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power goes off at each operation in turn, on a disk that keeps only what was forced and any part of the rest. What was acknowledged
 * or served to a reader is there afterwards, and its offset is never given to anything else.
 */
class PowerCutTest {
    private static final int BATCHES = 8;
    private static final int RECORDS = 6;
    private static final int SEEDS = 4;
    private static final int MOST_RUNS = 500;

    @TempDir
    Path directory;

    private final Map<Long, String> promised = new TreeMap<>();

    @Test
    void powerGoesOffAtAnyMoment() throws Exception {
        for (int n = 1; n < MOST_RUNS; n++) {
            for (int seed = 0; seed < SEEDS; seed++) {
                promised.clear();
                PowerCutFiles files = new PowerCutFiles();
                boolean died = writeUntilDeath(files, n, "first ");
                PowerCutFiles after = files.afterPowerCut(new Random(1000L * n + seed));
                writeUntilDeath(after, Long.MAX_VALUE, "second ");
                verify(after.afterPowerCut(new Random(seed)));
                if (!died) {
                    return;
                }
            }
        }
        throw new AssertionError("the last run did not end without a power cut");
    }

    /** A force fails and its data are dropped, the process ends; the next one sees them in the page cache; then power goes off. */
    @Test
    void theProcessEndsAtAFailureAndPowerGoesOffLater() throws Exception {
        for (int n = 1; n < MOST_RUNS; n++) {
            for (int seed = 0; seed < SEEDS; seed++) {
                promised.clear();
                PowerCutFiles files = new PowerCutFiles();
                boolean died = writeUntilDeath(files, n, "first ");
                try (SegmentedLog log = open(settings(directory), files.afterProcessEnd())) {
                    serve(log);
                }
                PowerCutFiles after = files.afterPowerCut(new Random(1000L * n + seed));
                writeUntilDeath(after, Long.MAX_VALUE, "second ");
                verify(after);
                if (!died) {
                    return;
                }
            }
        }
        throw new AssertionError("the last run did not end without a failure");
    }

    private boolean writeUntilDeath(PowerCutFiles files, long dieAt, String text) throws Exception {
        files.dieAt(dieAt);
        try (SegmentedLog log = open(settings(directory).withProbeInterval(Duration.ofSeconds(10)), files)) {
            for (int i = 0; i < BATCHES && write(log, text + i + " "); i++) {
                serve(log);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("power is off|force failed");
        }
        return files.operations() >= dieAt;
    }

    private boolean write(SegmentedLog log, String text) throws Exception {
        List<String> texts = new ArrayList<>();
        List<CompletableFuture<Long>> offsets = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            texts.add(text + i + " " + "z".repeat(170 * i % 350));
            offsets.add(log.append(0, bytes(texts.get(i))));
        }
        boolean all = true;
        for (int i = 0; i < RECORDS; i++) {
            try {
                promise(offsets.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS), texts.get(i));
            } catch (ExecutionException e) {
                all = false;
            }
        }
        return all;
    }

    private void promise(long offset, String text) {
        String before = promised.put(offset, text);
        assertThat(before == null || before.equals(text))
                .as("offset %s was %s and is %s", offset, before, text)
                .isTrue();
    }

    /** What a reader got counts like what was acknowledged: a consumer's position may be behind it now. */
    private void serve(SegmentedLog log) {
        List<Damage> damages = new ArrayList<>();
        LogFixture.read(log, 1, damages).forEach(record -> promise(record.offset(), text(record)));
        assertThat(damages).allMatch(damage -> damage.kind() == Damage.Kind.LAST_BATCH);
    }

    private void verify(PowerCutFiles files) throws IOException {
        JournalReport report = JournalCheck.verify(files);
        assertThat(report.segments())
                .flatMap(JournalReport.SegmentReport::damages)
                .allMatch(damage -> damage.kind() == Damage.Kind.LAST_BATCH);
        try (SegmentedLog log = open(settings(directory), files)) {
            Map<Long, String> stored = new TreeMap<>();
            LogFixture.read(log, 1, new ArrayList<>()).forEach(record -> stored.put(record.offset(), text(record)));
            assertThat(stored).containsAllEntriesOf(promised);
            promise(append(log, "goes on"), "goes on");
        }
    }
}
