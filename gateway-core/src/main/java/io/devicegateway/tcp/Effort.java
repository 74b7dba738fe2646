package io.devicegateway.tcp;

/**
 * How much work one connection may cause that leads to no frame: bytes that are looked at again, and reads for a few bytes. A peer
 * that drips is read seldom then, and what it sends meanwhile waits in the socket, to be looked at in one go. For one thread.
 */
final class Effort {
    private static final long BURST = 256 << 10;
    private static final long PER_SECOND = 64 << 10;
    private static final long NANOS = 1_000_000_000L;
    /** What a turn costs that looks at next to nothing, as so many bytes looked at. */
    private static final long TURN = 1 << 10;

    private long left = BURST;
    private long filledAt;

    /**
     * A turn led to no frame.
     *
     * @param looked bytes that were looked at
     * @param now of the ticker, in nanoseconds
     * @return whether another such turn may follow at once
     */
    boolean spend(long looked, long now) {
        fill(now);
        left -= TURN + looked;
        return left > 0;
    }

    /** Whether there is some left now. */
    boolean recovered(long now) {
        fill(now);
        return left > 0;
    }

    private void fill(long now) {
        long seconds = (now - filledAt) / NANOS;
        if (left >= BURST || seconds > BURST / PER_SECOND) {
            left = left < 0 ? left + BURST : BURST;
            filledAt = now;
            return;
        }
        long more = (now - filledAt) * PER_SECOND / NANOS;
        if (more > 0) {
            left = Math.min(BURST, left + more);
            filledAt = now;
        }
    }
}
