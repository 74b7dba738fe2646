package io.devicegateway.journal;

import io.devicegateway.journal.Damage.Kind;
import io.devicegateway.journal.SegmentCursor.Hole;
import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from outside, also while the gateway writes to it: whole, valid records only. It may show a record a moment before
 * that is durable, and so one whose batch fails; it is for people who look, not for consumers.
 */
public final class JournalTail implements AutoCloseable {
    /** How far past a place that looks unwritten a later batch is looked for. */
    private static final long LOOK_AHEAD = 1024 * 1024;

    private final SegmentFiles files;
    private final DamageListener listener;
    private long next;
    private @Nullable Place place;

    /** The segment that is being read; {@code lastOffset} is known when it has a successor. */
    private record Place(
            long base, SegmentFile file, @Nullable SegmentCursor cursor, long lastOffset, long successor) {
        static final long LIVE = Long.MAX_VALUE;

        boolean live() {
            return lastOffset == LIVE;
        }
    }

    private JournalTail(SegmentFiles files, long fromOffset, DamageListener listener) {
        this.files = files;
        this.next = fromOffset;
        this.listener = listener;
    }

    /** Begins at an offset, or at the oldest one that is stored. */
    public static JournalTail open(Path directory, long fromOffset, DamageListener listener) {
        return new JournalTail(new DiskFiles(directory), fromOffset, listener);
    }

    /** Offset of the next record that will be looked for. */
    public long nextOffset() {
        return next;
    }

    /**
     * The next record; null if there is none yet.
     *
     * @throws IOException if the files cannot be read; a later call tries again
     */
    public @Nullable LogRecord poll() throws IOException {
        while (true) {
            Place now = place != null ? place : enter(next);
            if (now == null) {
                return null;
            }
            LogRecord record = read(now);
            if (record != null) {
                if (record.offset() < next) {
                    continue;
                }
                next = record.offset() + 1;
                return record;
            }
            if (!now.live()) {
                leave(now);
            } else if (!sealed(now)) {
                return null;
            }
        }
    }

    private @Nullable LogRecord read(Place now) throws IOException {
        SegmentCursor cursor = now.cursor;
        if (cursor == null) {
            return null;
        }
        long position = cursor.position();
        long expected = cursor.expected();
        cursor.refresh();
        boolean found = cursor.next(end(now, cursor));
        Hole hole = cursor.hole();
        if (found && hole != null && now.live()) {
            // Perhaps it was being written when it was read. Not if a later batch follows: then it was written before
            // that.
            cursor.moveTo(position, expected);
            cursor.refresh();
            found = !hole.inLastBatch() && cursor.next(end(now, cursor));
            hole = cursor.hole();
        }
        if (!found || cursor.offset() > now.lastOffset) {
            cursor.moveTo(position, expected);
            return null;
        }
        if (hole != null && hole.lastLost() >= next) {
            listener.damaged(SegmentScan.damage(hole, now.base));
        }
        return cursor.record();
    }

    private static long end(Place now, SegmentCursor cursor) throws IOException {
        long size = now.file.size();
        return now.live() && cursor.zeroAt(size) ? Math.min(size, cursor.position() + LOOK_AHEAD) : size;
    }

    /** Whether the segment has a successor by now; it is then read once more, to the end that this one names. */
    private boolean sealed(Place now) throws IOException {
        Long successor = bases().higher(now.base);
        if (successor == null) {
            return false;
        }
        try (SegmentFile file = files.openRead(SegmentHeader.fileName(successor))) {
            SegmentHeader.Found found = SegmentHeader.read(file, SegmentHeader.fileName(successor));
            place = new Place(now.base, now.file, now.cursor, Recovery.previous(found, successor), successor);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void leave(Place now) throws IOException {
        SegmentCursor cursor = now.cursor;
        long expected = cursor == null ? now.base : cursor.expected();
        long position = cursor == null ? 0 : cursor.position();
        if (now.lastOffset >= Math.max(expected, next)) {
            Kind kind = cursor == null ? Kind.HEADER : Kind.END;
            listener.damaged(new Damage(
                    SegmentHeader.fileName(now.base),
                    position,
                    Math.max(0, now.file.size() - position),
                    Math.max(expected, next),
                    now.lastOffset,
                    kind));
        }
        close();
        // Not "at least": what was shown of a failed batch does not hide the records that got its offsets later.
        next = now.successor;
        enter(next);
    }

    private @Nullable Place enter(long offset) throws IOException {
        NavigableSet<Long> bases = bases();
        if (bases.isEmpty()) {
            return null;
        }
        Long floor = bases.floor(offset);
        long base = floor == null ? bases.first() : floor;
        next = Math.max(next, base);
        SegmentFile file;
        try {
            file = files.openRead(SegmentHeader.fileName(base));
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            SegmentHeader header =
                    SegmentHeader.read(file, SegmentHeader.fileName(base)).header();
            SparseIndex index = SparseIndex.read(files, base);
            SparseIndex.Entry start = (index == null ? new SparseIndex(base) : index).before(next);
            SegmentCursor cursor =
                    header == null ? null : new SegmentCursor(file, header.salt(), start.position(), start.offset());
            Place entered = new Place(base, file, cursor, Place.LIVE, -1);
            place = entered;
            return entered;
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private NavigableSet<Long> bases() throws IOException {
        NavigableSet<Long> bases = new TreeSet<>();
        for (String name : files.list()) {
            long base = SegmentHeader.baseOf(name);
            if (base > 0) {
                bases.add(base);
            }
        }
        return bases;
    }

    @Override
    public void close() throws IOException {
        Place now = place;
        place = null;
        if (now != null) {
            now.file.close();
        }
    }
}
