package io.devicegateway.router;

import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.EventRecord;
import io.devicegateway.metrics.Metrics;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The dead letters of one consumer, of which the offsets are kept in memory. Safe for all threads. */
final class Parking {
    private final String consumer;
    private final ConsumerStore store;
    private final Clock clock;
    private final Metrics.Counter parkedEver;
    private final Set<Long> offsets = ConcurrentHashMap.newKeySet();

    Parking(String consumer, ConsumerStore store, Clock clock, Metrics metrics) {
        this.consumer = consumer;
        this.store = store;
        this.clock = clock;
        parkedEver = ConsumerMeters.counter(
                metrics,
                ConsumerMeters.SET_ASIDE,
                "Events set aside since the start because they could not be handled",
                consumer);
        offsets.addAll(store.parkedOffsets(consumer));
    }

    int size() {
        return offsets.size();
    }

    boolean contains(long offset) {
        return offsets.contains(offset);
    }

    /**
     * Sets an event aside; it is on the disk when this returns.
     *
     * @throws io.devicegateway.store.StoreException if it could not be written
     */
    void park(EventRecord record, Throwable cause, int attempts) {
        store.park(new DeadLetter(consumer, record, Failure.text(cause), attempts, clock.instant()));
        if (offsets.add(record.offset())) {
            parkedEver.increment();
        }
    }

    /** A dead letter that was tried again failed again. */
    void parkAgain(DeadLetter letter, Throwable cause, int attempts) {
        store.park(new DeadLetter(consumer, letter.record(), Failure.text(cause), attempts, letter.since()));
    }

    /** An event was handled after all. Cheap when it was never parked. */
    void handled(long offset) {
        if (!offsets.isEmpty() && offsets.contains(offset)) {
            store.unpark(consumer, offset);
            offsets.remove(offset);
        }
    }

    boolean drop(long offset, String reason) {
        boolean dropped = store.drop(consumer, offset, reason, clock.instant());
        offsets.remove(offset);
        return dropped;
    }
}
