package io.devicegateway.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds the first record that is not older than a time: by the sparse indexes, and then by reading on. */
final class TimeSearch {
    private final LogParts parts;

    TimeSearch(LogParts parts) {
        this.parts = parts;
    }

    /** The offset, or {@code otherwise} if all records are older. */
    long offsetAt(long timeMillis, long otherwise) throws IOException {
        List<Segment> segments = new ArrayList<>(parts.segments().values());
        int low = 0;
        int high = segments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (beginsBefore(segments.get(middle), timeMillis)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (segments.isEmpty()) {
            return otherwise;
        }
        // Those below "low" begin before the time: it lies in the last of them, or at the beginning of the next.
        Segment begin = segments.get(Math.max(0, low - 1));
        long from = begin.index(parts.files()).beforeTime(timeMillis).offset();
        try (SegmentReader reader = new SegmentReader(parts, from, damage -> {})) {
            LogRecord record = reader.poll();
            while (record != null && record.timeMillis() < timeMillis) {
                record = reader.poll();
            }
            return record == null ? otherwise : record.offset();
        }
    }

    private boolean beginsBefore(Segment segment, long timeMillis) throws IOException {
        Long first = segment.index(parts.files()).firstTime();
        return first != null && first < timeMillis;
    }
}
