package io.devicegateway.journal;

import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the records of one segment, and over damaged places to the next valid record: one is recognised at any byte by its
 * length, an offset that can stand there, and its checksum.
 */
final class SegmentCursor {
    private static final int WINDOW = 128 * 1024;
    /** Skipping this much is safe where 8 bytes at the place of the length are zero: no length of a record lies among them. */
    private static final int ZERO_STEP = 5;

    private final SegmentFile file;
    private final int salt;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer window = ByteBuffer.allocateDirect(WINDOW);
    private long windowStart;
    private int windowLength;

    private long position;
    private long expected;
    private long recordPosition;
    private int recordLength;
    private @Nullable Hole hole;

    /** Bytes that are no valid record, between valid ones. */
    record Hole(long position, long length, long firstLost, long lastLost, boolean inLastBatch) {}

    SegmentCursor(SegmentFile file, int salt, long position, long expected) {
        this.file = file;
        this.salt = salt;
        this.position = position;
        this.expected = expected;
    }

    /** Goes on from elsewhere. */
    void moveTo(long newPosition, long newExpected) {
        position = newPosition;
        expected = newExpected;
    }

    /** Forgets what was read ahead, because the file may have changed. */
    void refresh() {
        windowLength = 0;
    }

    /**
     * To the next valid record before {@code end}; {@link #hole()} says what was passed over. If there is none the cursor
     * stays, and what is between {@link #position()} and the end is nothing, or something damaged.
     */
    boolean next(long end) throws IOException {
        hole = null;
        if (valid(position, end, expected, expected)) {
            take(position);
            return true;
        }
        long found = position < end ? search(end) : -1;
        if (found < 0) {
            return false;
        }
        boolean inLastBatch = !batchStartFrom(found, end);
        if (!valid(found, end, expected + 1, Long.MAX_VALUE)) {
            throw new IOException("segment changed while it was read");
        }
        hole = new Hole(position, found - position, expected, offset(found) - 1, inLastBatch);
        take(found);
        return true;
    }

    private void take(long at) {
        recordPosition = at;
        recordLength = RecordFormat.length(window, (int) (at - windowStart));
        expected = offset(at) + 1;
        position = at + recordLength;
    }

    private long search(long end) throws IOException {
        long at = position + 1;
        long last = endOfContent(position, end);
        while (at < last && load(at, RecordFormat.RECORD_HEADER, end)) {
            if (window.getLong((int) (at - windowStart) + 4) == 0) {
                at += ZERO_STEP;
            } else if (valid(at, end, expected + 1, highestAt(at))) {
                return at;
            } else {
                at++;
            }
        }
        return -1;
    }

    /** Damage hides records, it does not add any: so many at most can have stood before this place. */
    private long highestAt(long at) {
        return expected + (at - position) / RecordFormat.RECORD_HEADER;
    }

    /**
     * Whether a batch begins at this record or later. A batch is written only when the one before is durable, so then what is
     * missing before was durable once.
     */
    private boolean batchStartFrom(long found, long end) throws IOException {
        long at = found;
        while (load(at, RecordFormat.RECORD_HEADER, end)) {
            int index = (int) (at - windowStart);
            if (window.getLong(index + 4) == 0) {
                at += ZERO_STEP;
            } else if (!valid(at, end, expected + 1, highestAt(at))) {
                at++;
            } else if (RecordFormat.batchStart(window, (int) (at - windowStart))) {
                return true;
            } else {
                at += RecordFormat.length(window, (int) (at - windowStart));
            }
        }
        return false;
    }

    private boolean valid(long at, long end, long lowest, long highest) throws IOException {
        if (!load(at, RecordFormat.RECORD_HEADER, end)) {
            return false;
        }
        int index = (int) (at - windowStart);
        int length = RecordFormat.length(window, index);
        long offset = RecordFormat.offset(window, index);
        if (length < RecordFormat.RECORD_HEADER
                || length > RecordFormat.MAX_RECORD
                || offset < lowest
                || offset > highest
                || !load(at, length, end)) {
            return false;
        }
        index = (int) (at - windowStart);
        return window.getInt(index) == RecordFormat.checksum(window, index, length, crc, salt);
    }

    /** Has these bytes in the window; false if they are not there. */
    private boolean load(long at, int count, long end) throws IOException {
        if (at + count > end) {
            return false;
        }
        if (at >= windowStart && at + count <= windowStart + windowLength) {
            return true;
        }
        if (count > window.capacity()) {
            window = ByteBuffer.allocateDirect(count);
        }
        windowLength = 0;
        window.clear().limit((int) Math.min(window.capacity(), end - at));
        file.read(window, at);
        windowStart = at;
        windowLength = window.position();
        window.clear();
        return count <= windowLength;
    }

    /** Position after the last byte in a range that is not zero; {@code from} if all are zero. */
    long endOfContent(long from, long end) throws IOException {
        long last = from;
        long at = from;
        while (at < end && load(at, 1, end)) {
            int index = (int) (at - windowStart);
            int skipped = index;
            while (skipped + Long.BYTES <= windowLength && window.getLong(skipped) == 0) {
                skipped += Long.BYTES;
            }
            at += skipped - index;
            if (skipped == index) {
                at++;
                last = window.get(index) == 0 ? last : at;
            }
        }
        return last;
    }

    /** Whether nothing seems to be written where the next record is expected. */
    boolean zeroAt(long end) throws IOException {
        if (!load(position, RecordFormat.RECORD_HEADER, end)) {
            return true;
        }
        int index = (int) (position - windowStart);
        return window.getLong(index) == 0 && window.getLong(index + 8) == 0 && window.getLong(index + 16) == 0;
    }

    private long offset(long at) {
        return RecordFormat.offset(window, (int) (at - windowStart));
    }

    /** What the last {@link #next} passed over; null if nothing. */
    @Nullable
    Hole hole() {
        return hole;
    }

    /** Where the next record is expected. */
    long position() {
        return position;
    }

    /** Offset that the next record should have. */
    long expected() {
        return expected;
    }

    /** Position of the record found last. */
    long recordPosition() {
        return recordPosition;
    }

    long offset() {
        return expected - 1;
    }

    long time() {
        return RecordFormat.time(window, (int) (recordPosition - windowStart));
    }

    boolean batchStart() {
        return RecordFormat.batchStart(window, (int) (recordPosition - windowStart));
    }

    /** The record found last; to be asked before the cursor goes on. */
    LogRecord record() {
        byte[] payload = new byte[recordLength - RecordFormat.RECORD_HEADER];
        window.get((int) (recordPosition - windowStart) + RecordFormat.RECORD_HEADER, payload);
        return new LogRecord(offset(), time(), payload);
    }
}
