package io.devicegateway.journal;

import io.devicegateway.journal.Segment.Extent;
import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The segment that is written to. Used by the committer, and by one thread at a time. */
final class ActiveSegment {
    private final Segment segment;
    private final SegmentFile file;
    private final int salt;
    private final long capacity;
    private final SparseIndex index;
    private long position;

    ActiveSegment(Segment segment, SegmentFile file, int salt, long position, long capacity, SparseIndex index) {
        this.segment = segment;
        this.file = file;
        this.salt = salt;
        this.position = position;
        this.capacity = capacity;
        this.index = index;
    }

    /**
     * Makes a preallocated file the segment that begins with an offset. Once this returns the segment is found after a power cut
     * with a good header; if it fails, nothing was acknowledged on its account and the next attempt replaces it.
     */
    static ActiveSegment begin(SegmentFiles files, Spare spare, SegmentHeader header) throws IOException {
        spare.file().write(header.encode(), 0);
        spare.file().force();
        files.rename(spare.name(), SegmentHeader.fileName(header.base()));
        files.syncDirectory();
        SparseIndex index = new SparseIndex(header.base());
        Extent nothing = new Extent(RecordFormat.DATA_START, header.base() - 1);
        Segment segment = new Segment(header.base(), nothing, spare.bytes(), index);
        return new ActiveSegment(segment, spare.file(), header.salt(), RecordFormat.DATA_START, spare.bytes(), index);
    }

    Segment segment() {
        return segment;
    }

    int salt() {
        return salt;
    }

    /** Bytes that can still be written. */
    long room() {
        return capacity - position;
    }

    /** Where the next batch goes. */
    long position() {
        return position;
    }

    /** Writes a batch behind what is durable and makes it durable; readers do not see it yet. */
    void commit(ByteBuffer batch) throws IOException {
        file.write(batch, position);
        file.force();
    }

    /** Lets readers see what was committed. */
    void publish(int bytes, long lastOffset) {
        position += bytes;
        segment.extend(new Extent(position, lastOffset));
    }

    void index(long offset, long timeMillis, long recordPosition) {
        index.offer(offset, timeMillis, recordPosition);
    }

    /** Removes what a failed batch may have left, so that no later start takes it for durable, and closes. */
    void cut() throws IOException {
        try (file) {
            file.truncate(position);
            segment.shrink(position);
            file.force();
        }
    }

    /** Gives the unused end back and closes. */
    void seal() throws IOException {
        try (file) {
            file.truncate(position);
            segment.shrink(position);
        }
    }

    void close() throws IOException {
        file.close();
    }
}
