package io.devicegateway.tcp;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets one line a second through to the log and counts the others, so that a flood of devices is no flood of lines. */
final class LogThrottle {
    private static final long PERIOD_NANOS = 1_000_000_000L;

    private final LongSupplier ticker;
    private final AtomicLong last;
    private final AtomicLong times = new AtomicLong();

    LogThrottle(LongSupplier ticker) {
        this.ticker = ticker;
        this.last = new AtomicLong(ticker.getAsLong() - PERIOD_NANOS);
    }

    /** How often it happened since the last line, this time included, when there may be one now; 0 when not. */
    long claim() {
        times.incrementAndGet();
        long before = last.get();
        long now = ticker.getAsLong();
        if (now - before < PERIOD_NANOS || !last.compareAndSet(before, now)) {
            return 0;
        }
        return times.getAndSet(0);
    }
}
