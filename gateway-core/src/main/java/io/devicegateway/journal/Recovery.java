package io.devicegateway.journal;

import io.devicegateway.journal.Damage.Kind;
import io.devicegateway.journal.Segment.Extent;
import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what an earlier process left. Only the last segment is scanned: each earlier one was durable to its end before its
 * successor was created, and ends at the offset that the successor's header names, whatever bytes follow there (a failed batch,
 * a torn write).
 *
 * @param segments all segments by base
 * @param active the last segment if it can be continued
 * @param lastOffset highest offset of a valid record; 0 if there never was one
 * @param nextOffset offset for the next record
 */
record Recovery(
        ConcurrentSkipListMap<Long, Segment> segments,
        @Nullable ActiveSegment active,
        long lastOffset,
        long nextOffset) {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int COPY_BYTES = 1024 * 1024;

    static Recovery run(SegmentFiles files, DamageListener listener) throws IOException {
        NavigableMap<Long, SegmentHeader.Found> headers = new TreeMap<>();
        for (String name : List.copyOf(files.list())) {
            long base = SegmentHeader.baseOf(name);
            if (base > 0) {
                try (SegmentFile file = files.openRead(name)) {
                    headers.put(base, SegmentHeader.read(file, name));
                }
            } else if (name.endsWith(Spare.SUFFIX)) {
                files.delete(name);
            }
        }
        // A rename whose directory entry was not yet durable when the process ended becomes durable here.
        files.syncDirectory();
        ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
        if (headers.isEmpty()) {
            return new Recovery(segments, null, 0, 1);
        }
        for (long base : headers.headMap(headers.lastKey()).keySet()) {
            segments.put(
                    base, sealed(files, base, previous(headers.higherEntry(base).getValue(), headers.higherKey(base))));
        }
        return last(files, segments, headers.lastKey(), headers.lastEntry().getValue(), listener);
    }

    private static long previous(SegmentHeader.Found found, long base) {
        SegmentHeader header = found.header();
        return header == null ? base - 1 : header.previous();
    }

    private static Segment sealed(SegmentFiles files, long base, long lastOffset) throws IOException {
        try (SegmentFile file = files.openRead(SegmentHeader.fileName(base))) {
            return new Segment(base, new Extent(file.size(), lastOffset), file.size(), null);
        }
    }

    private static Recovery last(
            SegmentFiles files,
            ConcurrentSkipListMap<Long, Segment> segments,
            long base,
            SegmentHeader.Found found,
            DamageListener listener)
            throws IOException {
        SegmentHeader header = found.header();
        if (header == null) {
            return unreadable(files, segments, base, listener);
        }
        SegmentFile file = files.openWrite(SegmentHeader.fileName(base));
        try {
            long size = file.size();
            SegmentScan scan = SegmentScan.over(file, header, size, Long.MAX_VALUE);
            scan.damages().forEach(listener::damaged);
            rewrite(file, scan.lastBatch(), scan.end());
            long lastOffset = scan.records() == 0 ? header.previous() : scan.nextOffset() - 1;
            Extent extent = new Extent(scan.end(), scan.records() == 0 ? base - 1 : lastOffset);
            if (!scan.torn() && !scan.lastBatchDamaged()) {
                Segment segment = new Segment(base, extent, size, scan.index());
                segments.put(base, segment);
                ActiveSegment active = new ActiveSegment(segment, file, header.salt(), scan.end(), size, scan.index());
                return new Recovery(segments, active, lastOffset, scan.nextOffset());
            }
            LOG.warn(
                    "journal segment {} ends with {} torn bytes at {}: not used, records go on in a new segment from offset {}",
                    SegmentHeader.fileName(base),
                    scan.contentEnd() - scan.end(),
                    scan.end(),
                    scan.offsetAfterTorn());
            file.close();
            segments.put(base, new Segment(base, extent, size, null));
            return new Recovery(segments, null, lastOffset, scan.offsetAfterTorn());
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Nothing in it can be read: no offset that it may have held is given again. */
    private static Recovery unreadable(
            SegmentFiles files, ConcurrentSkipListMap<Long, Segment> segments, long base, DamageListener listener)
            throws IOException {
        Segment empty = sealed(files, base, base - 1);
        long records = Math.max(0, empty.fileBytes() - RecordFormat.DATA_START) / RecordFormat.RECORD_HEADER;
        long next = base + records;
        segments.put(base, new Segment(base, new Extent(empty.fileBytes(), next - 1), empty.fileBytes(), null));
        listener.damaged(new Damage(empty.fileName(), 0, empty.fileBytes(), base, next - 1, Kind.HEADER));
        return new Recovery(segments, null, next - 1, next);
    }

    /**
     * Writes the last batch once more and forces it. It may have been written and not forced; worse, its force may have failed,
     * and then the page cache shows bytes that are not on the disk and a new force alone would not bring them there.
     */
    private static void rewrite(SegmentFile file, long from, long to) throws IOException {
        for (long at = from; at < to; at += COPY_BYTES) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(COPY_BYTES, to - at));
            file.read(bytes, at);
            file.write(bytes.flip(), at);
        }
        file.force();
    }

    /** The same, but with a next offset that is not lower than this: the segment that was not full is then not continued. */
    Recovery from(long minimumNextOffset) throws IOException {
        if (minimumNextOffset <= nextOffset) {
            return this;
        }
        LOG.warn(
                "the journal's next offset would be {}, but {} may have been seen already: going on there",
                nextOffset,
                minimumNextOffset - 1);
        if (active != null) {
            active.close();
        }
        return new Recovery(segments, null, lastOffset, minimumNextOffset);
    }
}
