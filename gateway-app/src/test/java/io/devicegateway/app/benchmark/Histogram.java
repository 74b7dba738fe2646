package io.devicegateway.app.benchmark;

/** Durations up to 100 ms in steps of a microsecond. */
final class Histogram {
    private final long[] counts = new long[100_000];
    private long total;

    void add(long nanos) {
        counts[(int) Math.min(counts.length - 1, nanos / 1_000)]++;
        total++;
    }

    /** Microseconds that this share of the durations does not exceed. */
    int micros(double share) {
        long wanted = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return i;
            }
        }
        return counts.length;
    }
}
