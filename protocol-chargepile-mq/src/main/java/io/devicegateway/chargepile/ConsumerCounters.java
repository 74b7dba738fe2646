package io.devicegateway.chargepile;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a consumer does, over all its connections. Safe for all threads. */
final class ConsumerCounters {
    final LongAdder consumed = new LongAdder();
    final LongAdder troubles = new LongAdder();
    final LongAdder delivered = new LongAdder();
    final LongAdder redelivered = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder deadLettered = new LongAdder();
    final AtomicLong unacknowledged = new AtomicLong();

    ConsumerHealth.Figures figures() {
        return new ConsumerHealth.Figures(
                consumed.sum(),
                troubles.sum(),
                delivered.sum(),
                redelivered.sum(),
                acknowledged.sum(),
                malformed.sum(),
                deadLettered.sum(),
                unacknowledged.get());
    }
}
