package io.devicegateway.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a record lies in a segment, big-endian:
 *
 * <pre>
 *  0  u32  CRC32C of everything that follows, XOR the segment's salt
 *  4  u32  bit 31: first record of a batch; bits 0..30: length of the whole record, this header included
 *  8  i64  offset
 * 16  i64  time, milliseconds since 1970
 * 24       payload
 * </pre>
 *
 * <p>The salt is random per segment: bytes that a device sent cannot pass for a record when the place around them is damaged.
 */
final class RecordFormat {
    static final int RECORD_HEADER = 24;
    static final int MAX_RECORD = 16 * 1024 * 1024;
    /** Two copies of the segment's header come first. */
    static final int DATA_START = 2 * SegmentHeader.BYTES;

    private static final int BATCH_START = 0x8000_0000;

    private RecordFormat() {}

    /** Adds a record at the buffer's position. */
    static void put(
            ByteBuffer out, CRC32C crc, int salt, boolean batchStart, long offset, long timeMillis, byte[] payload) {
        int start = out.position();
        int length = RECORD_HEADER + payload.length;
        out.putInt(0)
                .putInt(batchStart ? length | BATCH_START : length)
                .putLong(offset)
                .putLong(timeMillis)
                .put(payload);
        out.putInt(start, checksum(out, start, length, crc, salt));
    }

    /** The checksum that a record should have. */
    static int checksum(ByteBuffer bytes, int start, int length, CRC32C crc, int salt) {
        int position = bytes.position();
        int limit = bytes.limit();
        bytes.limit(start + length).position(start + Integer.BYTES);
        crc.reset();
        crc.update(bytes);
        bytes.limit(limit).position(position);
        return (int) crc.getValue() ^ salt;
    }

    static int length(ByteBuffer bytes, int start) {
        return bytes.getInt(start + 4) & ~BATCH_START;
    }

    static boolean batchStart(ByteBuffer bytes, int start) {
        return (bytes.getInt(start + 4) & BATCH_START) != 0;
    }

    static long offset(ByteBuffer bytes, int start) {
        return bytes.getLong(start + 8);
    }

    static long time(ByteBuffer bytes, int start) {
        return bytes.getLong(start + 16);
    }
}
