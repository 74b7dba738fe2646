package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.PATIENCE;
import static io.devicegateway.journal.LogFixture.bytes;
import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.read;
import static io.devicegateway.journal.LogFixture.settings;
import static io.devicegateway.journal.LogFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.journal.FaultyFiles.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation on the disk fails in turn: what was acknowledged is there, once and in order; what failed is not. */
class FaultTest {
    private static final int RECORDS = 10;
    private static final int MOST_RUNS = 1000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Operation.class)
    void anOperationFailsOnce(Operation operation) throws Exception {
        everyPlace(operation.name(), candidate -> candidate == operation, false, After.EXACT);
    }

    @ParameterizedTest
    @EnumSource(value = Operation.class, mode = EnumSource.Mode.EXCLUDE, names = "READ")
    void anOperationFailsFromSomePointOn(Operation operation) throws Exception {
        everyPlace(operation.name(), candidate -> candidate == operation, true, After.EXACT);
    }

    /** At a start that cannot read the last segment nobody knows how many records it had: those are reported, and skipped. */
    @Test
    void readingFailsFromSomePointOn() throws Exception {
        everyPlace("READ", candidate -> candidate == Operation.READ, true, After.MAY_REPORT);
    }

    /** Nothing can be cut then, so what failed may come back; what was acknowledged must. */
    @Test
    void theDiskDiesAtSomePoint() throws Exception {
        everyPlace("every", candidate -> candidate != Operation.READ, true, After.MAY_RETURN);
    }

    private void everyPlace(String name, Predicate<Operation> which, boolean forGood, After after) throws Exception {
        for (int n = 1; n < MOST_RUNS; n++) {
            Run run = new Run(
                    Files.createDirectory(directory.resolve(name + "-" + forGood + "-" + n)), which, n, forGood);
            run.play();
            run.assertRecovered();
            run.verify(after);
            if (run.count.get() < n) {
                assertThat(run.outcome).as("a run without a fault").doesNotContainValue(null);
                return;
            }
        }
        throw new AssertionError("no run without a fault of " + name);
    }

    /** What is expected in the end, beside that all that was acknowledged is there. */
    private enum After {
        /** Nothing that failed, no damage. */
        EXACT,
        /** Nothing that failed; but an end that could not be read is reported. */
        MAY_REPORT,
        /** No damage; but what failed may be there. */
        MAY_RETURN
    }

    private static final class Run {
        private final LogSettings settings;
        private final FaultyFiles files;
        private final boolean forGood;
        private final AtomicInteger count = new AtomicInteger();
        /** Text to offset, null for what failed. */
        private final Map<String, Long> outcome = new LinkedHashMap<>();

        Run(Path directory, Predicate<Operation> which, int n, boolean forGood) {
            this.forGood = forGood;
            settings = settings(directory);
            files = new FaultyFiles(new DiskFiles(directory));
            files.fail((operation, name) -> {
                if (which.test(operation)) {
                    int now = count.incrementAndGet();
                    if (now == n || (forGood && now > n)) {
                        throw new IOException("injected fault " + n + " in " + operation + " " + name);
                    }
                }
            });
        }

        /** Appends over two openings; where the log does not come back by itself the fault is taken away. */
        void play() throws Exception {
            for (int opening = 0; opening < 2; opening++) {
                try (SegmentedLog log = openDespite()) {
                    for (int i = 0; i < RECORDS; i += 2) {
                        awaitOpen(log);
                        appendTwo(log, "opening " + opening + " record " + i + " ");
                    }
                    String mine = "opening " + opening;
                    assertThat(texts(log).stream().filter(text -> text.startsWith(mine)))
                            .containsExactlyElementsOf(acknowledged().stream()
                                    .filter(text -> text.startsWith(mine))
                                    .toList());
                }
            }
        }

        /** One fault costs one batch; one that is gone costs nothing more. */
        void assertRecovered() throws Exception {
            files.heal();
            try (SegmentedLog log = open(settings, files)) {
                appendTwo(log, "recovered ");
            }
            long failed = outcome.values().stream().filter(Objects::isNull).count();
            assertThat(failed).isLessThanOrEqualTo(forGood ? outcome.size() / 2 : 2);
            assertThat(outcome.get("recovered xxxxxxxxxxxxxxxxxxxx")).isNotNull();
        }

        private SegmentedLog openDespite() throws IOException {
            try {
                return open(settings, files);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("injected fault");
                files.heal();
                return open(settings, files);
            }
        }

        private void awaitOpen(SegmentedLog log) {
            long deadline = System.nanoTime() + 40_000_000;
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        if (System.nanoTime() > deadline) {
                            files.heal();
                        }
                        return log.state() instanceof JournalState.Open;
                    });
        }

        private void appendTwo(SegmentedLog log, String text) throws Exception {
            String first = text + "x".repeat(500);
            String second = text + "y".repeat(500);
            CompletableFuture<Long> firstOffset = log.append(1, bytes(first));
            CompletableFuture<Long> secondOffset = log.append(1, bytes(second));
            outcome.put(brief(first), outcome(firstOffset));
            outcome.put(brief(second), outcome(secondOffset));
        }

        /** Long enough to tell them apart in a message. */
        private static String brief(String text) {
            assertThat(text).endsWith("x".repeat(500).replace('x', text.charAt(text.length() - 1)));
            return text.substring(0, text.length() - 480);
        }

        private static Long outcome(CompletableFuture<Long> offset) throws Exception {
            try {
                return offset.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(JournalUnavailableException.class);
                return null;
            }
        }

        private List<String> acknowledged() {
            return outcome.entrySet().stream()
                    .filter(entry -> entry.getValue() != null)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        /** A reader whom the fault meets tries again. */
        private List<String> texts(SegmentedLog log) {
            try {
                return LogFixture.texts(log).stream().map(Run::brief).toList();
            } catch (UncheckedIOException e) {
                assertThat(e).hasMessageContaining("injected fault");
                files.heal();
                return LogFixture.texts(log).stream().map(Run::brief).toList();
            }
        }

        void verify(After after) throws IOException {
            List<Damage> damages = new ArrayList<>();
            try (SegmentedLog log = open(settings)) {
                List<LogRecord> records = read(log, 1, damages);
                Map<Long, String> byOffset = new LinkedHashMap<>();
                long last = 0;
                for (LogRecord record : records) {
                    assertThat(record.offset()).isGreaterThan(last);
                    last = record.offset();
                    byOffset.put(last, brief(text(record)));
                }
                List<String> stored = List.copyOf(byOffset.values());
                assertThat(stored).doesNotHaveDuplicates().containsSubsequence(acknowledged());
                outcome.forEach((text, offset) -> {
                    if (offset != null) {
                        assertThat(byOffset).containsEntry(offset, text);
                    }
                });
                if (after != After.MAY_RETURN) {
                    assertThat(stored).containsExactlyElementsOf(acknowledged());
                }
            }
            if (after == After.MAY_REPORT) {
                assertThat(damages).extracting(Damage::kind).allMatch(kind -> kind == Damage.Kind.END);
            } else {
                assertThat(damages).isEmpty();
                assertThat(JournalCheck.verify(settings.directory()).sound()).isTrue();
            }
        }
    }
}
