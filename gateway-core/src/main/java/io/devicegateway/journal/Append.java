package io.devicegateway.journal;

import org.jspecify.annotations.Nullable;

/** A record on its way to the disk; a link of the chain that the committer takes from the queue. */
final class Append {
    final long timeMillis;
    final byte[] payload;
    final AppendCallback callback;
    /** No record, but the wish that a new segment begins here. */
    final boolean roll;
    /** When it was asked for, in nanoseconds of a monotonic clock. */
    final long atNanos;

    @Nullable
    Append next;
    /** Links of the chain up to this one, while it waits. */
    int chainCount;
    /** Bytes of the chain up to this one, while it waits. */
    long chainBytes;
    /** When the oldest of the chain up to this one was asked for, while it waits. */
    long chainSince;

    private Append(long timeMillis, byte[] payload, AppendCallback callback, boolean roll, long atNanos) {
        this.timeMillis = timeMillis;
        this.payload = payload;
        this.callback = callback;
        this.roll = roll;
        this.atNanos = atNanos;
    }

    static Append record(long timeMillis, byte[] payload, AppendCallback callback, long atNanos) {
        return new Append(timeMillis, payload, callback, false, atNanos);
    }

    /** The callback hears the offset that the new segment begins with. */
    static Append roll(AppendCallback callback, long atNanos) {
        return new Append(0, new byte[0], callback, true, atNanos);
    }

    /** Length of the record. */
    int length() {
        return RecordFormat.RECORD_HEADER + payload.length;
    }
}
