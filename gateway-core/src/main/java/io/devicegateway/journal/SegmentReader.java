package io.devicegateway.journal;

import io.devicegateway.journal.Damage.Kind;
import io.devicegateway.journal.Segment.Extent;
import io.devicegateway.journal.SegmentCursor.Hole;
import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads over all segments of an open log, up to what is durable. */
final class SegmentReader implements RecordReader {
    private final LogParts parts;
    private final DamageListener listener;
    private long next;
    private @Nullable Open open;

    /** The segment that the cursor stands in. */
    private record Open(
            Segment segment, SegmentFile file, @Nullable SegmentCursor cursor) {}

    SegmentReader(LogParts parts, long fromOffset, DamageListener listener) {
        this.parts = parts;
        this.next = fromOffset;
        this.listener = listener;
    }

    @Override
    public @Nullable LogRecord poll() {
        try {
            while (next <= parts.gate().durable()) {
                Open now = open != null ? open : open();
                LogRecord record = now == null ? null : read(now);
                if (record != null) {
                    return record;
                }
            }
            return null;
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("cannot read the journal at offset " + next + ": " + e, e);
        }
    }

    /** The next record of this segment; null if it has none, or the reader went on to another place. */
    private @Nullable LogRecord read(Open now) throws IOException {
        Extent extent = now.segment.extent();
        if (now.cursor == null) {
            lose(now.segment, 0, extent.end(), extent.lastOffset(), Kind.HEADER);
        } else if (next <= extent.lastOffset()) {
            LogRecord record = read(now.segment, now.cursor, extent);
            if (record != null || next <= extent.lastOffset()) {
                return record;
            }
        }
        Map.Entry<Long, Segment> higher = parts.segments().higherEntry(now.segment.base());
        if (higher != null && next > now.segment.extent().lastOffset()) {
            // Offsets between the two segments were never given to anything that was acknowledged.
            next = Math.max(next, higher.getKey());
            close();
        }
        return null;
    }

    private @Nullable LogRecord read(Segment segment, SegmentCursor cursor, Extent extent) throws IOException {
        long position = cursor.position();
        if (!cursor.next(extent.end()) || cursor.offset() > extent.lastOffset()) {
            lose(segment, position, extent.end() - position, extent.lastOffset(), Kind.END);
            cursor.moveTo(extent.end(), next);
            return null;
        }
        Hole hole = cursor.hole();
        if (hole != null && hole.lastLost() >= next) {
            Damage damage = SegmentScan.damage(hole, segment.base());
            lose(segment, damage.position(), damage.length(), damage.lastLost(), damage.kind());
        }
        if (cursor.offset() < next) {
            return null;
        }
        next = cursor.offset() + 1;
        return cursor.record();
    }

    private void lose(Segment segment, long position, long length, long lastLost, Kind kind) {
        if (lastLost >= next) {
            listener.damaged(new Damage(segment.fileName(), position, length, next, lastLost, kind));
            next = lastLost + 1;
        }
    }

    /** Opens the segment that holds the next offset; null if it was removed at this moment. */
    private @Nullable Open open() throws IOException {
        Map.Entry<Long, Segment> entry = parts.segments().floorEntry(next);
        if (entry == null) {
            entry = parts.segments().firstEntry();
            lose(entry.getValue(), 0, 0, entry.getKey() - 1, Kind.DROPPED);
        }
        Segment segment = entry.getValue();
        SparseIndex.Entry start;
        SegmentFile file;
        try {
            start = segment.index(parts.files()).before(next);
            file = parts.files().openRead(segment.fileName());
        } catch (NoSuchFileException e) {
            if (parts.segments().containsKey(segment.base())) {
                throw e;
            }
            return null;
        }
        try {
            SegmentHeader header = SegmentHeader.read(file, segment.fileName()).header();
            SegmentCursor cursor =
                    header == null ? null : new SegmentCursor(file, header.salt(), start.position(), start.offset());
            Open opened = new Open(segment, file, cursor);
            open = opened;
            return opened;
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        return parts.gate().await(next, atMost.toNanos());
    }

    @Override
    public long nextOffset() {
        return next;
    }

    @Override
    public void close() {
        Open now = open;
        open = null;
        if (now != null) {
            try {
                now.file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close " + now.segment.fileName(), e);
            }
        }
    }
}
