package io.devicegateway.journal;

import org.jspecify.annotations.Nullable;

/** A record on its way to the disk; a link of the chain that the committer takes from the queue. */
final class Append {
    final long timeMillis;
    final byte[] payload;
    final AppendCallback callback;
    /** No record, but the wish that a new segment begins here. */
    final boolean roll;

    @Nullable
    Append next;
    /** Links of the chain up to this one, while it waits. */
    int chainCount;
    /** Bytes of the chain up to this one, while it waits. */
    long chainBytes;

    private Append(long timeMillis, byte[] payload, AppendCallback callback, boolean roll) {
        this.timeMillis = timeMillis;
        this.payload = payload;
        this.callback = callback;
        this.roll = roll;
    }

    static Append record(long timeMillis, byte[] payload, AppendCallback callback) {
        return new Append(timeMillis, payload, callback, false);
    }

    /** The callback hears the offset that the new segment begins with. */
    static Append roll(AppendCallback callback) {
        return new Append(0, new byte[0], callback, true);
    }

    /** Length of the record. */
    int length() {
        return RecordFormat.RECORD_HEADER + payload.length;
    }
}
