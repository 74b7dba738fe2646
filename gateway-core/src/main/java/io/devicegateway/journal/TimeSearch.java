package io.devicegateway.journal;

import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the first record that is not older than a time, by the sparse indexes. */
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
        // Now those below "low" begin before the time: it lies in the last of them or at the beginning of the next.
        for (int i = Math.max(0, low - 1); i < segments.size(); i++) {
            Long found = within(segments.get(i), timeMillis);
            if (found != null) {
                return found;
            }
        }
        return otherwise;
    }

    private boolean beginsBefore(Segment segment, long timeMillis) throws IOException {
        Long first = segment.index(parts.files()).firstTime();
        return first != null && first < timeMillis;
    }

    private @Nullable Long within(Segment segment, long timeMillis) throws IOException {
        Segment.Extent extent = segment.extent();
        SparseIndex.Entry start = segment.index(parts.files()).beforeTime(timeMillis);
        try (SegmentFile file = parts.files().openRead(segment.fileName())) {
            SegmentHeader header = SegmentHeader.read(file, segment.fileName()).header();
            if (header == null) {
                return null;
            }
            SegmentCursor cursor = new SegmentCursor(file, header.salt(), start.position(), start.offset());
            while (cursor.next(extent.end()) && cursor.offset() <= extent.lastOffset()) {
                if (cursor.time() >= timeMillis) {
                    return cursor.offset();
                }
            }
            return null;
        }
    }
}
