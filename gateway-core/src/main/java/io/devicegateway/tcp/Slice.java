package io.devicegateway.tcp;

import java.util.function.LongSupplier;

/**
 * How much one connection may do before the others of its event loop get their turn. One object for each event loop, because
 * one connection is at work on it at a time.
 */
final class Slice {
    /** So many cuts at most; with some microseconds for each this stays far below the time bound. */
    static final int MAX_CUTS = 512;

    private static final int CUTS_PER_LOOK = 16;
    private static final long MAX_NANOS = 5_000_000;

    private final LongSupplier ticker;
    private int cuts;
    private long started;

    Slice(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** A connection starts its turn. */
    void begin() {
        cuts = 0;
    }

    /** Takes one cut's worth of it; false when the turn is over. */
    boolean take() {
        if (++cuts % CUTS_PER_LOOK != 0) {
            return true;
        }
        if (cuts >= MAX_CUTS) {
            return false;
        }
        long now = ticker.getAsLong();
        if (cuts == CUTS_PER_LOOK) {
            started = now;
            return true;
        }
        return now - started < MAX_NANOS;
    }
}
