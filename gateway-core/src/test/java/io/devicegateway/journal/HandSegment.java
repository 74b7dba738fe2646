package io.devicegateway.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A segment put together from the tables in docs/journal.md, without the code under test. */
final class HandSegment {
    static final int HEADER = 8192;

    private final int salt;
    private final long base;
    private final ByteBuffer out = ByteBuffer.allocate(64 * 1024);
    private final List<Integer> starts = new ArrayList<>();

    HandSegment(long base, long previous, int salt) {
        this.base = base;
        this.salt = salt;
        for (int copy = 0; copy < HEADER; copy += 4096) {
            out.putLong(copy, 0x4447574a524e4c00L).putInt(copy + 8, 1).putInt(copy + 12, salt);
            out.putLong(copy + 16, base).putLong(copy + 24, previous).putLong(copy + 32, 1_700_000_000_000L);
            Vectors.putCrc32c(out.array(), copy, copy + 4092, copy + 4092, 0);
        }
        out.position(HEADER);
    }

    /** Adds a record with the next offset. */
    HandSegment record(boolean batchStart, String payload) {
        return record(batchStart, payload.getBytes(StandardCharsets.UTF_8));
    }

    HandSegment record(boolean batchStart, byte[] payload) {
        int start = out.position();
        int length = 24 + payload.length;
        out.putInt(0).putInt(batchStart ? 0x80000000 | length : length);
        out.putLong(base + starts.size())
                .putLong(1_700_000_000_000L + starts.size())
                .put(payload);
        Vectors.putCrc32c(out.array(), start + 4, start + length, start, salt);
        starts.add(start);
        return this;
    }

    String name() {
        return String.format("%020d.log", base);
    }

    int records() {
        return starts.size();
    }

    long base() {
        return base;
    }

    /** Where the records end. */
    int end() {
        return out.position();
    }

    /** Offset of the record that a byte belongs to; 0 if to none. */
    long offsetAt(int position) {
        if (position < HEADER || position >= end()) {
            return 0;
        }
        int index = 0;
        while (index + 1 < starts.size() && starts.get(index + 1) <= position) {
            index++;
        }
        return base + index;
    }

    /** Position of a record. */
    int start(long offset) {
        return starts.get((int) (offset - base));
    }

    /** The file, zero up to its size. */
    byte[] bytes(int size) {
        return Arrays.copyOf(out.array(), Math.max(size, end()));
    }

    byte[] bytes() {
        return bytes(0);
    }
}
