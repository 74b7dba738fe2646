package io.devicegateway.journal;

import io.devicegateway.journal.Damage.Kind;
import io.devicegateway.journal.Segment.Extent;
import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
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
    private static final int READ_ATTEMPTS = 3;

    static Recovery run(SegmentFiles files, DamageListener listener) throws IOException {
        removeSpares(files);
        // A rename whose directory entry was not yet durable when the process ended becomes durable here.
        files.syncDirectory();
        NavigableMap<Long, SegmentHeader.Found> headers = headers(files);
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

    private static void removeSpares(SegmentFiles files) throws IOException {
        for (String name : files.list()) {
            if (name.endsWith(Spare.SUFFIX)) {
                try {
                    files.delete(name);
                } catch (IOException e) {
                    LOG.warn("cannot remove {}, it only takes room", name, e);
                }
            }
        }
    }

    /** The headers of all segments by base; without a header where the disk cannot read it. */
    static NavigableMap<Long, SegmentHeader.Found> headers(SegmentFiles files) throws IOException {
        NavigableMap<Long, SegmentHeader.Found> headers = new TreeMap<>();
        for (String name : files.list()) {
            long base = SegmentHeader.baseOf(name);
            if (base > 0) {
                try (SegmentFile file = files.openRead(name)) {
                    headers.put(base, header(file, name));
                } catch (NoSuchFileException e) {
                    LOG.debug("{} was removed while the directory was read", name);
                }
            }
        }
        return headers;
    }

    private static SegmentHeader.Found header(SegmentFile file, String name) throws IOException {
        try {
            return again(() -> SegmentHeader.read(file, name));
        } catch (SegmentHeader.UnknownVersionException e) {
            throw e;
        } catch (IOException e) {
            LOG.error("cannot read the header of journal segment {}", name, e);
            return new SegmentHeader.Found(null, false, false);
        }
    }

    /** A read that fails is tried again before anything is concluded from it. */
    private static <T> T again(Read<T> read) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return read.run();
            } catch (SegmentHeader.UnknownVersionException e) {
                throw e;
            } catch (IOException e) {
                if (attempt == READ_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private interface Read<T> {
        T run() throws IOException;
    }

    /** Last offset before a segment. */
    static long previous(SegmentHeader.Found found, long base) {
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
            return last(file, segments, header, listener);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static Recovery last(
            SegmentFile file,
            ConcurrentSkipListMap<Long, Segment> segments,
            SegmentHeader header,
            DamageListener listener)
            throws IOException {
        long size = file.size();
        long base = header.base();
        SegmentScan scan;
        try {
            scan = again(() -> SegmentScan.over(file, header, size, Long.MAX_VALUE));
        } catch (IOException e) {
            // A bad sector must not keep the gateway down: records go on elsewhere, readers will meet the sector.
            LOG.error("cannot read all of journal segment {}", SegmentHeader.fileName(base), e);
            file.close();
            long last = lastPossible(base, size);
            segments.put(base, new Segment(base, new Extent(size, last), size, null));
            return new Recovery(segments, null, last, last + 1);
        }
        scan.damages().forEach(listener::damaged);
        rewrite(file, scan.lastBatch(), scan.end());
        long lastOffset = scan.records() == 0 ? header.previous() : scan.nextOffset() - 1;
        Extent extent = new Extent(scan.end(), scan.nextOffset() - 1);
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
    }

    /** Highest offset that a segment of this size can hold. */
    static long lastPossible(long base, long fileBytes) {
        return base - 1 + Math.max(0, fileBytes - RecordFormat.DATA_START) / RecordFormat.RECORD_HEADER;
    }

    /** Nothing in it can be read: no offset that it may have held is given again. */
    private static Recovery unreadable(
            SegmentFiles files, ConcurrentSkipListMap<Long, Segment> segments, long base, DamageListener listener)
            throws IOException {
        Segment empty = sealed(files, base, base - 1);
        long next = lastPossible(base, empty.fileBytes()) + 1;
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
