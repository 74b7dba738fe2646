package io.devicegateway.journal;

import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the beginning of a segment, twice, each copy in a block of {@value #BYTES} bytes:
 *
 * <pre>
 *    0  8 bytes  "DGWJRNL" 00
 *    8  u32      format version, 1
 *   12  u32      salt of the records' checksums
 *   16  i64      base: offset of the first record
 *   24  i64      last offset before this segment; offsets between it and the base were never given to anything acknowledged
 *   32  i64      creation time, milliseconds since 1970
 *   40           zero
 * 4092  u32      CRC32C of the 4092 bytes before
 * </pre>
 *
 * @param base offset of the first record
 * @param previous last offset before this segment
 * @param createdMillis milliseconds since 1970
 * @param salt goes into each record's checksum
 */
record SegmentHeader(long base, long previous, long createdMillis, int salt) {
    static final int BYTES = 4096;
    static final String SUFFIX = ".log";

    private static final long MAGIC = 0x4447_574A_524E_4C00L;
    private static final int VERSION = 1;
    private static final int CRC_AT = BYTES - Integer.BYTES;
    private static final int OFFSET_DIGITS = 20;

    /** What reading found: the header, and how many of its two copies are good. */
    record Found(@Nullable SegmentHeader header, boolean firstGood, boolean secondGood) {}

    /** The segment was written by a later version of the gateway. */
    static final class UnknownVersionException extends IOException {
        private static final long serialVersionUID = 1L;

        UnknownVersionException(String message) {
            super(message);
        }
    }

    /** Both copies. */
    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocateDirect(2 * BYTES);
        for (int start = 0; start < 2 * BYTES; start += BYTES) {
            out.putLong(start, MAGIC).putInt(start + 8, VERSION).putInt(start + 12, salt);
            out.putLong(start + 16, base).putLong(start + 24, previous).putLong(start + 32, createdMillis);
            out.putInt(start + CRC_AT, checksum(out, start));
        }
        return out;
    }

    /**
     * Reads the header of a segment.
     *
     * @throws IOException if it cannot be read, or was written by a later version of the gateway
     */
    static Found read(SegmentFile file, String name) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(2 * BYTES);
        file.read(in, 0);
        int available = in.position();
        boolean firstGood = available >= BYTES && good(in, 0, name);
        boolean secondGood = available >= 2 * BYTES && good(in, BYTES, name);
        if (!firstGood && !secondGood) {
            return new Found(null, false, false);
        }
        int start = firstGood ? 0 : BYTES;
        SegmentHeader header = new SegmentHeader(
                in.getLong(start + 16), in.getLong(start + 24), in.getLong(start + 32), in.getInt(start + 12));
        return new Found(header, firstGood, secondGood);
    }

    private static boolean good(ByteBuffer in, int start, String name) throws IOException {
        if (in.getLong(start) != MAGIC || in.getInt(start + CRC_AT) != checksum(in, start)) {
            return false;
        }
        int version = in.getInt(start + 8);
        if (version != VERSION) {
            throw new UnknownVersionException("journal segment " + name + " has format version " + version
                    + ", this gateway knows version " + VERSION + ": start the version that wrote it");
        }
        return true;
    }

    private static int checksum(ByteBuffer bytes, int start) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(start + CRC_AT).position(start));
        return (int) crc.getValue();
    }

    /** File name of the segment that begins with an offset. */
    static String fileName(long base) {
        String digits = Long.toString(base);
        return "0".repeat(OFFSET_DIGITS - digits.length()) + digits + SUFFIX;
    }

    /** The offset in a segment's file name; -1 if it is not one. */
    static long baseOf(String fileName) {
        int digits = fileName.length() - SUFFIX.length();
        if (digits != OFFSET_DIGITS || !fileName.endsWith(SUFFIX)) {
            return -1;
        }
        try {
            return Long.parseLong(fileName, 0, digits, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
