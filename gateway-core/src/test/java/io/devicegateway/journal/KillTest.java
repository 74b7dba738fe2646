package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.read;
import static io.devicegateway.journal.LogFixture.settings;
import static io.devicegateway.journal.LogFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends is killed with SIGKILL, again and again on the same directory. */
class KillTest {
    private static final int RUNS = 6;

    @TempDir
    Path directory;

    @Test
    @Timeout(120)
    void whatAKilledProcessAcknowledgedIsThereOnceAndInOrder() throws Exception {
        Random random = new Random();
        Map<Long, String> acknowledged = new HashMap<>();
        for (int run = 0; run < RUNS; run++) {
            acknowledge(run, 200 + random.nextInt(3000), acknowledged);
            verify(acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThan(RUNS * 200 - 1);
    }

    private void acknowledge(int run, int lines, Map<Long, String> acknowledged) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        directory.toString(),
                        Integer.toString(run))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader()) {
            for (int i = 0; i < lines; i++) {
                take(out.readLine(), acknowledged);
            }
            assertThatThrownBy(() -> open(settings(directory)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another process (pid " + process.pid() + ")");
            // Not the method of Process: that would close what we still want to read.
            process.toHandle().destroyForcibly();
            // What was printed before the end is acknowledged too; a line cut short is not.
            String line = out.readLine();
            for (String next = out.readLine(); next != null; next = out.readLine()) {
                take(line, acknowledged);
                line = next;
            }
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void take(String line, Map<Long, String> acknowledged) {
        int space = line.lastIndexOf(' ');
        acknowledged.put(Long.parseLong(line, space + 1, line.length(), 10), line.substring(0, space));
    }

    private void verify(Map<Long, String> acknowledged) throws IOException {
        List<Damage> damages = new ArrayList<>();
        Map<Long, String> stored = new HashMap<>();
        Set<String> texts = new HashSet<>();
        Map<String, Integer> counts = new HashMap<>();
        try (SegmentedLog log = open(settings(directory))) {
            for (LogRecord record : read(log, 1, damages)) {
                String text = text(record);
                stored.put(record.offset(), text);
                assertThat(texts.add(text)).as("%s once", text).isTrue();
                int space = text.lastIndexOf(' ');
                int count = Integer.parseInt(text, space + 1, text.length(), 10);
                assertThat(count).isEqualTo(counts.merge(text.substring(0, space), 1, Integer::sum) - 1);
            }
        }
        assertThat(stored).containsAllEntriesOf(acknowledged);
        assertThat(damages).isEmpty();
        assertThat(JournalCheck.verify(directory).sound()).isTrue();
    }
}
