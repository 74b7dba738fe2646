package io.devicegateway.journal;

import java.util.Map;
import java.util.TreeMap;

/** Which offsets are lost, so that a place that many readers meet counts once. Bounded; not safe for threads. */
final class LostRanges {
    private static final int MOST = 10_000;

    /** Last offset by first; they neither touch nor overlap. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** Adds a range; how many of its offsets are new. */
    long add(long first, long last) {
        if (last < first) {
            return 0;
        }
        long from = first;
        long to = last;
        long known = 0;
        Map.Entry<Long, Long> near = ranges.floorEntry(last + 1);
        while (near != null && near.getValue() >= first - 1) {
            known += Math.max(0, Math.min(near.getValue(), last) - Math.max(near.getKey(), first) + 1);
            from = Math.min(from, near.getKey());
            to = Math.max(to, near.getValue());
            ranges.remove(near.getKey());
            near = ranges.floorEntry(last + 1);
        }
        if (ranges.size() < MOST) {
            ranges.put(from, to);
        }
        return last - first + 1 - known;
    }
}
