package io.devicegateway.journal;

import io.devicegateway.metrics.MemoryMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Durable appends per second and the time to the acknowledgement, for a table in the documentation. Not a test. Arguments:
 * directory on the disk to measure, seconds per line (2).
 */
final class JournalBenchmark {
    private static final int PAYLOAD = 200;
    private static final int SAMPLES = 1 << 20;

    /** Producers and their window; the first line warms up. */
    private static final int[][] LOADS = {{64, 16}, {1, 1}, {64, 1}, {512, 1}, {64, 16}, {16, 1024}};

    private final SegmentedLog log;
    private final Duration duration;

    private JournalBenchmark(SegmentedLog log, Duration duration) {
        this.log = log;
        this.duration = duration;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(arguments[0]), "journal-benchmark");
        Duration duration = Duration.ofSeconds(arguments.length > 1 ? Long.parseLong(arguments[1]) : 2);
        LogSettings settings = LogSettings.defaults(directory).withSpace(1L << 30, 2L << 30, 1L << 30);
        try {
            try (SegmentedLog log = open(settings)) {
                log.startRetention();
                JournalBenchmark benchmark = new JournalBenchmark(log, duration);
                System.out.println("producers  window  appends/s  p50 ms  p99 ms  p99.9 ms  max ms");
                for (int[] load : LOADS) {
                    benchmark.appends(load[0], load[1]);
                }
                benchmark.reading();
            }
            opening(settings);
        } finally {
            delete(directory);
        }
    }

    private static SegmentedLog open(LogSettings settings) throws IOException {
        return SegmentedLog.open(settings, Clock.systemUTC(), System::nanoTime, new MemoryMetrics());
    }

    private static void opening(LogSettings settings) throws IOException {
        long start = System.nanoTime();
        try (SegmentedLog log = open(settings)) {
            double millis = (System.nanoTime() - start) / 1e6;
            double mebibytes = log.retention().bytes() / 1048576.0;
            System.out.printf(Locale.ROOT, "opening %.0f MiB: %.0f ms%n", mebibytes, millis);
        }
    }

    /** Each producer keeps so many appends under way. */
    private void appends(int producers, int window) throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        LongAdder done = new LongAdder();
        long[][] samples = new long[producers][];
        Thread[] threads = new Thread[producers];
        for (int i = 0; i < producers; i++) {
            Producer producer = new Producer(window, stop, done, SAMPLES / producers);
            samples[i] = producer.samples;
            threads[i] = Thread.ofPlatform().start(producer);
        }
        Thread.sleep(Duration.ofMillis(500));
        long before = done.sum();
        long start = System.nanoTime();
        Thread.sleep(duration);
        double seconds = (System.nanoTime() - start) / 1e9;
        long appends = done.sum() - before;
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        long[] all = Arrays.stream(samples)
                .flatMapToLong(Arrays::stream)
                .filter(nanos -> nanos > 0)
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "%9d %7d %10.0f %7.2f %7.2f %9.2f %7.2f%n",
                producers,
                window,
                appends / seconds,
                percentile(all, 0.5),
                percentile(all, 0.99),
                percentile(all, 0.999),
                percentile(all, 1));
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1e6;
    }

    private void reading() {
        long start = System.nanoTime();
        long records = 0;
        try (RecordReader reader = log.reader(log.firstOffset())) {
            while (reader.poll() != null && System.nanoTime() - start < duration.toNanos()) {
                records++;
            }
        }
        System.out.printf(Locale.ROOT, "one reader: %.0f records/s%n", records / ((System.nanoTime() - start) / 1e9));
    }

    private final class Producer implements Runnable {
        private final Semaphore window;
        private final int size;
        private final AtomicBoolean stop;
        private final LongAdder done;
        private final long[] samples;
        private int sample;

        private Producer(int size, AtomicBoolean stop, LongAdder done, int samples) {
            this.size = size;
            this.window = new Semaphore(size);
            this.stop = stop;
            this.done = done;
            this.samples = new long[samples];
        }

        @Override
        public void run() {
            byte[] payload = new byte[PAYLOAD];
            while (!stop.get()) {
                window.acquireUninterruptibly();
                log.append(0, payload, new Timed(System.nanoTime()));
            }
            window.acquireUninterruptibly(size);
        }

        /** Completed on the committer thread, which alone writes the samples. */
        private final class Timed implements AppendCallback {
            private final long start;

            private Timed(long start) {
                this.start = start;
            }

            @Override
            public void durable(long offset) {
                samples[sample++ % samples.length] = System.nanoTime() - start;
                done.increment();
                window.release();
            }

            @Override
            public void failed(JournalUnavailableException cause) {
                window.release();
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
