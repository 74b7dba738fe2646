package io.devicegateway.journal;

import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of one segment file while the log is open. */
final class Segment {
    private static final Logger LOG = LoggerFactory.getLogger(Segment.class);

    private final long base;
    private final ReentrantLock indexLock = new ReentrantLock();
    private volatile Extent extent;
    private volatile long fileBytes;
    private volatile @Nullable SparseIndex liveIndex;

    /** How far it is durable: the end of the last record, and its offset ({@code base - 1} if there is none). */
    record Extent(long end, long lastOffset) {}

    Segment(long base, Extent extent, long fileBytes, @Nullable SparseIndex liveIndex) {
        this.base = base;
        this.extent = extent;
        this.fileBytes = fileBytes;
        this.liveIndex = liveIndex;
    }

    long base() {
        return base;
    }

    String fileName() {
        return SegmentHeader.fileName(base);
    }

    Extent extent() {
        return extent;
    }

    /** Records were made durable. */
    void extend(Extent newExtent) {
        extent = newExtent;
    }

    boolean isEmpty() {
        return extent.lastOffset < base;
    }

    long fileBytes() {
        return fileBytes;
    }

    void shrink(long newFileBytes) {
        fileBytes = newFileBytes;
    }

    /** Its index: the one in memory while it is written to, later the one on disk, rebuilt if that is not good. */
    SparseIndex index(SegmentFiles files) throws IOException {
        indexLock.lock();
        try {
            SparseIndex live = liveIndex;
            if (live != null) {
                return live;
            }
            SparseIndex stored = SparseIndex.read(files, base);
            if (stored != null) {
                return stored;
            }
            SparseIndex rebuilt = rebuild(files);
            store(rebuilt, files);
            return rebuilt;
        } finally {
            indexLock.unlock();
        }
    }

    private SparseIndex rebuild(SegmentFiles files) throws IOException {
        try (SegmentFile file = files.openRead(fileName())) {
            SegmentHeader header = SegmentHeader.read(file, fileName()).header();
            return header == null
                    ? new SparseIndex(base)
                    : SegmentScan.over(file, header, extent.end, extent.lastOffset)
                            .index();
        }
    }

    /** No more is written to it: the index moves to the disk. */
    void storeIndex(SegmentFiles files) {
        indexLock.lock();
        try {
            SparseIndex live = liveIndex;
            if (live != null && !isEmpty()) {
                store(live, files);
            }
            liveIndex = null;
        } finally {
            indexLock.unlock();
        }
    }

    private void store(SparseIndex index, SegmentFiles files) {
        try {
            index.write(files);
        } catch (IOException e) {
            LOG.info("cannot store the index of {}, it will be rebuilt when needed: {}", fileName(), e.toString());
        }
    }
}
