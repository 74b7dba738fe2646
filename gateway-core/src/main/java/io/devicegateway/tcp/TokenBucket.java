package io.devicegateway.tcp;

/** So many a second, and so many at once after a quiet time. For one thread. */
final class TokenBucket {
    private static final double NANOS = 1e9;

    private final double perNano;
    private final double burst;
    private double tokens;
    private long filledAt;

    /**
     * @param perSecond above zero
     * @param burst above zero; what it starts with
     * @param now of a ticker, in nanoseconds
     */
    TokenBucket(int perSecond, int burst, long now) {
        this.perNano = perSecond / NANOS;
        this.burst = burst;
        this.tokens = burst;
        this.filledAt = now;
    }

    /** Takes one, also when there is none. */
    void take(long now) {
        fill(now);
        tokens -= 1;
    }

    /** How long until there are that many, or as many as it holds, in nanoseconds; zero or less when there are. */
    long nanosUntil(double wanted, long now) {
        fill(now);
        return (long) Math.ceil((Math.min(wanted, burst) - tokens) / perNano);
    }

    private void fill(long now) {
        tokens = Math.min(burst, tokens + (now - filledAt) * perNano);
        filledAt = now;
    }
}
