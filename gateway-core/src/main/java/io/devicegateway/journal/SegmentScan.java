package io.devicegateway.journal;

import io.devicegateway.journal.Damage.Kind;
import io.devicegateway.journal.SegmentCursor.Hole;
import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One pass over a whole segment, and what it found. */
final class SegmentScan {
    /** More places than these are counted but not listed. */
    private static final int MOST_DAMAGES = 1000;

    private final SparseIndex index;
    private final List<Damage> damages = new ArrayList<>();
    private final long base;
    private long lostOffsets;
    private boolean lastBatchDamaged;
    private long records;
    private long nextOffset;
    private long end = RecordFormat.DATA_START;
    private long contentEnd;
    private long lastBatch = end;
    private long firstTime;
    private long lastTime;

    private SegmentScan(long base) {
        this.base = base;
        this.nextOffset = base;
        this.index = new SparseIndex(base);
    }

    /**
     * Scans.
     *
     * @param lastPossible records above this offset do not count, they belong to a batch that failed
     */
    static SegmentScan over(SegmentFile file, SegmentHeader header, long fileEnd, long lastPossible)
            throws IOException {
        SegmentScan scan = new SegmentScan(header.base());
        SegmentCursor cursor = new SegmentCursor(file, header.salt(), RecordFormat.DATA_START, header.base());
        while (cursor.next(fileEnd) && cursor.offset() <= lastPossible) {
            scan.take(cursor);
        }
        scan.contentEnd = cursor.endOfContent(scan.end, fileEnd);
        return scan;
    }

    private void take(SegmentCursor cursor) {
        Hole hole = cursor.hole();
        if (hole != null) {
            lostOffsets += hole.lastLost() - hole.firstLost() + 1;
            lastBatchDamaged |= hole.inLastBatch();
            if (damages.size() < MOST_DAMAGES) {
                damages.add(damage(hole, base));
            }
        }
        index.offer(cursor.offset(), cursor.time(), cursor.recordPosition());
        lastBatch = cursor.batchStart() ? cursor.recordPosition() : lastBatch;
        firstTime = records == 0 ? cursor.time() : firstTime;
        lastTime = cursor.time();
        end = cursor.position();
        nextOffset = cursor.offset() + 1;
        records++;
    }

    static Damage damage(Hole hole, long base) {
        return new Damage(
                SegmentHeader.fileName(base),
                hole.position(),
                hole.length(),
                hole.firstLost(),
                hole.lastLost(),
                hole.inLastBatch() ? Kind.LAST_BATCH : Kind.RECORD);
    }

    /** Forgets damages that an earlier scan did not see; whether there were none of those. */
    boolean confirmDamages(SegmentScan earlier) {
        if (earlier.damages.containsAll(damages)) {
            return true;
        }
        damages.retainAll(earlier.damages);
        lostOffsets = damages.stream().mapToLong(Damage::lost).sum();
        return false;
    }

    /** Whether bytes follow the last valid record that are not zero. */
    boolean torn() {
        return contentEnd > end;
    }

    /** The lowest offset that cannot have stood in the torn bytes. */
    long offsetAfterTorn() {
        return torn() ? nextOffset + (contentEnd - end) / RecordFormat.RECORD_HEADER + 1 : nextOffset;
    }

    /** Sparse index of the valid records. */
    SparseIndex index() {
        return index;
    }

    /** Places between valid records, not more than {@value #MOST_DAMAGES}. */
    List<Damage> damages() {
        return damages;
    }

    /** Offsets lost in all damaged places, listed or not. */
    long lostOffsets() {
        return lostOffsets;
    }

    /** Whether one of the damaged places lies in the last batch. */
    boolean lastBatchDamaged() {
        return lastBatchDamaged;
    }

    /** Number of valid records. */
    long records() {
        return records;
    }

    /** Offset after the last valid record; the base if there is none. */
    long nextOffset() {
        return nextOffset;
    }

    /** Position after the last valid record. */
    long end() {
        return end;
    }

    /** Position after the last byte that is not zero; {@link #end()} if nothing but zeros follow. */
    long contentEnd() {
        return contentEnd;
    }

    /** Position of the first record of the last batch. */
    long lastBatch() {
        return lastBatch;
    }

    /** Time of the first valid record; 0 if there is none. */
    long firstTime() {
        return firstTime;
    }

    /** Time of the last valid record; 0 if there is none. */
    long lastTime() {
        return lastTime;
    }
}
