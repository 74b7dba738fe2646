package io.devicegateway.journal;

import io.devicegateway.metrics.MemoryMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Small logs for tests. */
final class LogFixture {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private LogFixture() {}

    /** Segments of 8 KiB header and 4 KiB records, looked after every 5 ms, no free space kept. */
    static LogSettings settings(Path directory) {
        return LogSettings.defaults(directory)
                .withSizes(RecordFormat.DATA_START + 4096, 2048, 1024)
                .withSpace(1L << 30, 2L << 30, 0)
                .withProbeInterval(Duration.ofMillis(5));
    }

    static SegmentedLog open(LogSettings settings) throws IOException {
        return open(settings, new DiskFiles(settings.directory()));
    }

    static SegmentedLog open(LogSettings settings, SegmentFiles files) throws IOException {
        return SegmentedLog.open(settings, files, Clock.systemUTC(), System::nanoTime, new MemoryMetrics());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(LogRecord record) {
        return new String(record.payload(), StandardCharsets.UTF_8);
    }

    /** Appends and waits until it is durable. */
    static long append(RecordLog log, String text) {
        return log.append(0, bytes(text))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Everything from an offset on, damage collected. */
    static List<LogRecord> read(RecordLog log, long from, List<Damage> damages) {
        List<LogRecord> records = new ArrayList<>();
        try (RecordReader reader = log.reader(from, damages::add)) {
            for (LogRecord record = reader.poll(); record != null; record = reader.poll()) {
                records.add(record);
            }
        }
        return records;
    }

    /** Everything that is stored, as text. */
    static List<String> texts(RecordLog log) {
        return read(log, 1, new ArrayList<>()).stream().map(LogFixture::text).toList();
    }
}
