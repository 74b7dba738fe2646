package io.devicegateway.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast devices that nobody knows may be taken up: so many at once and then so many a second, for each connection and for each
 * address. Who is refused comes again and is taken up then. Not for two threads at once.
 */
final class NewcomerRate {
    private static final int MOST_REMEMBERED = 10_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier ticker;
    private final Buckets connections;
    private final Buckets addresses;

    /**
     * @param ticker monotonic time in nanoseconds
     * @param connection most at once on a connection; one a second after that
     * @param address most at once from an address; a hundredth of that a second after that
     */
    NewcomerRate(LongSupplier ticker, int connection, int address) {
        this.ticker = ticker;
        connections = new Buckets(connection, 1);
        addresses = new Buckets(address, Math.max(1, address / 100.0));
    }

    /**
     * Which bound keeps one more from being taken up that comes from there; null when none does, and then it is counted.
     *
     * @param remote address and port of a connection; an address alone where connections have no port of their own
     */
    @Nullable
    Bound refusedBy(String remote) {
        long now = ticker.getAsLong();
        String address = Newcomers.address(remote);
        boolean hasPort = address.length() < remote.length();
        if (hasPort && !connections.has(remote, now)) {
            return Bound.CONNECTION;
        }
        if (!addresses.has(address, now)) {
            return Bound.ADDRESS;
        }
        if (hasPort) {
            connections.take(remote);
        }
        addresses.take(address);
        return null;
    }

    /** What keeps a new device from being taken up. */
    enum Bound {
        /** The registry has no room. */
        REGISTRY,
        /** Too many came on its connection. */
        CONNECTION,
        /** Too many came from its address. */
        ADDRESS
    }

    /** Token buckets by name; the one that was used least lately is forgotten first. */
    private static final class Buckets {
        private final double most;
        private final double perSecond;
        private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

        Buckets(double most, double perSecond) {
            this.most = most;
            this.perSecond = perSecond;
        }

        boolean has(String name, long now) {
            Bucket bucket = buckets.computeIfAbsent(name, fresh -> new Bucket(most, now));
            bucket.tokens = Math.min(most, bucket.tokens + (now - bucket.at) / NANOS_PER_SECOND * perSecond);
            bucket.at = now;
            if (buckets.size() > MOST_REMEMBERED) {
                buckets.remove(buckets.keySet().iterator().next());
            }
            return bucket.tokens >= 1;
        }

        void take(String name) {
            Bucket bucket = buckets.get(name);
            if (bucket != null) {
                bucket.tokens--;
            }
        }
    }

    private static final class Bucket {
        private double tokens;
        private long at;

        Bucket(double tokens, long at) {
            this.tokens = tokens;
            this.at = at;
        }
    }
}
