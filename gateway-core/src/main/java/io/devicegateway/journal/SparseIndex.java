package io.devicegateway.journal;

import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where to begin reading in a segment: one entry for each {@value #STRIDE} bytes. It only saves time: it is rebuilt from the
 * segment if it is missing or damaged. Safe for all threads.
 *
 * <pre>
 *  0  8 bytes  "DGWJIDX" 01
 *  8  i64      base of the segment
 * 16  u32      number of entries
 * 20  entries  i64 offset, i64 time, i64 position of the record
 *  .  u32      CRC32C of everything before
 * </pre>
 */
final class SparseIndex {
    static final String SUFFIX = ".idx";

    private static final int STRIDE = 64 * 1024;
    private static final long MAGIC = 0x4447_574A_4944_5801L;
    private static final int HEADER = 20;
    private static final int FIELDS = 3;

    private final long base;
    private long[] entries = new long[FIELDS * 64];
    private int size;

    /** A place in a segment. */
    record Entry(long offset, long time, long position) {}

    SparseIndex(long base) {
        this.base = base;
    }

    /** Told of every record in order; remembers few. */
    synchronized void offer(long offset, long time, long position) {
        if (size > 0 && position - entries[FIELDS * size - 1] < STRIDE) {
            return;
        }
        int at = FIELDS * size;
        if (at == entries.length) {
            entries = Arrays.copyOf(entries, 2 * at);
        }
        entries[at] = offset;
        entries[at + 1] = time;
        entries[at + 2] = position;
        size++;
    }

    /** The first place behind this offset; null if there is none. */
    synchronized @Nullable Entry after(long offset) {
        for (int at = 0; at < FIELDS * size; at += FIELDS) {
            if (entries[at] > offset) {
                return new Entry(entries[at], entries[at + 1], entries[at + 2]);
            }
        }
        return null;
    }

    /** Where to begin in order to meet this offset. */
    synchronized Entry before(long offset) {
        int count = 0;
        while (count < size && entries[FIELDS * count] <= offset) {
            count++;
        }
        return entry(count - 1);
    }

    /** Where to begin in order to meet the first record that is not older. */
    synchronized Entry beforeTime(long time) {
        int count = 0;
        while (count < size && entries[FIELDS * count + 1] < time) {
            count++;
        }
        return entry(count - 1);
    }

    private Entry entry(int number) {
        int at = FIELDS * number;
        return number < 0
                ? new Entry(base, Long.MIN_VALUE, RecordFormat.DATA_START)
                : new Entry(entries[at], entries[at + 1], entries[at + 2]);
    }

    /** Time of the first record that has an entry; null if there is none. */
    synchronized @Nullable Long firstTime() {
        return size == 0 ? null : entries[1];
    }

    static String fileName(long base) {
        return SegmentHeader.fileName(base).replace(SegmentHeader.SUFFIX, SUFFIX);
    }

    /** Stores it beside its segment, not forced: a bad one is seen by its checksum. */
    synchronized void write(SegmentFiles files) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(HEADER + size * FIELDS * Long.BYTES + Integer.BYTES);
        out.putLong(MAGIC).putLong(base).putInt(size);
        for (int i = 0; i < FIELDS * size; i++) {
            out.putLong(entries[i]);
        }
        out.putInt(checksum(out)).flip();
        files.delete(fileName(base));
        try (SegmentFile file = files.create(fileName(base))) {
            file.write(out, 0);
        }
    }

    /** Reads the one beside a segment; null if it is missing or damaged. */
    static @Nullable SparseIndex read(SegmentFiles files, long base) throws IOException {
        ByteBuffer in;
        try (SegmentFile file = files.openRead(fileName(base))) {
            in = ByteBuffer.allocate((int) Math.min(file.size(), RecordFormat.MAX_RECORD));
            file.read(in, 0);
        } catch (NoSuchFileException e) {
            return null;
        }
        in.flip();
        if (in.limit() < HEADER + Integer.BYTES || in.getLong(0) != MAGIC || in.getLong(8) != base) {
            return null;
        }
        int count = in.getInt(16);
        if (in.limit() != HEADER + (long) count * FIELDS * Long.BYTES + Integer.BYTES) {
            return null;
        }
        in.position(in.limit() - Integer.BYTES);
        if (in.getInt(in.position()) != checksum(in)) {
            return null;
        }
        SparseIndex index = new SparseIndex(base);
        in.position(HEADER);
        for (int i = 0; i < count; i++) {
            index.offer(in.getLong(), in.getLong(), in.getLong());
        }
        return index;
    }

    private static int checksum(ByteBuffer upToPosition) {
        CRC32C crc = new CRC32C();
        crc.update(upToPosition.duplicate().flip());
        return (int) crc.getValue();
    }
}
