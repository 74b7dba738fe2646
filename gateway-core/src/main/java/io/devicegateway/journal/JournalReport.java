package io.devicegateway.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check of a log found.
 *
 * @param segments all segments, oldest first
 * @param lostEnd events that somebody has seen and that are not there; null if there are none
 */
public record JournalReport(List<SegmentReport> segments, JournalWarning.@Nullable LostEnd lostEnd) {
    public JournalReport {
        segments = List.copyOf(segments);
    }

    /** Whether there is no damage. Torn bytes at the end of a segment are none: they were never acknowledged. */
    public boolean sound() {
        return lostEnd == null && segments.stream().allMatch(SegmentReport::sound);
    }

    /** Number of valid records. */
    public long records() {
        return segments.stream().mapToLong(SegmentReport::records).sum();
    }

    /** How many offsets are lost in damaged places and at the end. */
    public long lostOffsets() {
        return (lostEnd == null ? 0 : lostEnd.last() - lostEnd.first() + 1)
                + segments.stream().mapToLong(SegmentReport::lostOffsets).sum();
    }

    /**
     * What a check of one segment found.
     *
     * @param name file name
     * @param fileBytes size of the file
     * @param firstOffset offset that it begins with
     * @param lastOffset offset of the last valid record; {@code firstOffset - 1} if there is none
     * @param records number of valid records
     * @param firstTimeMillis time of the first valid record, milliseconds since 1970; 0 if there is none
     * @param lastTimeMillis time of the last valid record, milliseconds since 1970; 0 if there is none
     * @param damages damaged places; of very many the first 1000 or so
     * @param lostOffsets offsets lost in all damaged places
     * @param tailPosition where the records that count end
     * @param tailBytes how many bytes follow there that are not zero and do not count: a torn write, a batch that failed, or one
     *     that is being written at this moment
     * @param indexGood whether the sparse index is there and good; it is rebuilt when needed, and the last segment needs none
     * @param unreadable why the file could not be read to its end; null if it could
     */
    public record SegmentReport(
            String name,
            long fileBytes,
            long firstOffset,
            long lastOffset,
            long records,
            long firstTimeMillis,
            long lastTimeMillis,
            List<Damage> damages,
            long lostOffsets,
            long tailPosition,
            long tailBytes,
            boolean indexGood,
            @Nullable String unreadable) {
        public SegmentReport {
            damages = List.copyOf(damages);
        }

        /** Whether there is no damage. */
        public boolean sound() {
            return damages.isEmpty() && unreadable == null;
        }
    }
}
