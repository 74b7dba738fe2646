package io.devicegateway.router;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.RetryPolicy;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.store.StoreException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives one event to one consumer's handler, and decides what becomes of it when the handler throws. */
final class Handling {
    /** The event needs nothing more. */
    static final long FINISHED = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Handling.class);
    private static final long STORE_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long BROKEN_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String consumer;
    private final EventHandler handler;
    private final ConsumerOptions options;
    private final ConsumerStore store;
    private final Parking parking;
    private final Metrics.Counter handled;
    private final Metrics.Counter failures;
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
    private volatile @Nullable String problem;

    Handling(
            String consumer,
            EventHandler handler,
            ConsumerOptions options,
            ConsumerStore store,
            Parking parking,
            Metrics metrics) {
        this.consumer = consumer;
        this.handler = handler;
        this.options = options;
        this.store = store;
        this.parking = parking;
        handled = metrics.counter("gateway_consumer_handled", "Events handled", "consumer", consumer);
        failures = metrics.counter("gateway_consumer_failures", "Attempts at events that failed", "consumer", consumer);
    }

    /** What keeps events from being handled or parked; null for nothing. */
    @Nullable
    String problem() {
        return problem;
    }

    /**
     * Tries an event once.
     *
     * @param interrupted whether handlers were interrupted meanwhile because the consumer stops, so that what one throws
     *     says nothing of the event
     * @return {@link #FINISHED}, or after how many nanoseconds to try it again
     */
    @SuppressWarnings("CatchingUnchecked") // whatever a handler throws, an error too, is its answer
    long attempt(Delivery delivery, BooleanSupplier interrupted) {
        try {
            handler.handle(delivery.record());
        } catch (Throwable e) {
            if (interrupted.getAsBoolean()) {
                return 0;
            }
            if (e instanceof DeliveryBrokenOff) {
                return BROKEN_OFF_NANOS;
            }
            return delivery.redriven() == null ? failed(delivery, e) : failedAgain(delivery, e);
        } finally {
            // What a handler did with its interrupt is not the next one's business.
            boolean unused = Thread.interrupted();
        }
        handled.increment();
        return succeeded(delivery);
    }

    private long succeeded(Delivery delivery) {
        if (problem != null) {
            problem = null;
        }
        try {
            parking.handled(delivery.record().offset());
        } catch (StoreException e) {
            // It stays visible as a dead letter; that is better than to handle it twice at once.
            LOG.warn(
                    "{}: event {} was handled and stays parked",
                    consumer,
                    delivery.record().offset(),
                    e);
        }
        if (delivery.redriven() != null) {
            delivery.redriven().complete(true);
        }
        return FINISHED;
    }

    private long failed(Delivery delivery, Throwable cause) {
        failures.increment();
        int attempts = delivery.countAttempt();
        RetryPolicy retry = options.retry();
        if (attempts < retry.maxAttempts()) {
            tellFailure(delivery.record(), cause, attempts);
        } else if (parking.size() >= options.maxParked()
                && !parking.contains(delivery.record().offset())) {
            problem = "there are " + parking.size() + " dead letters, which is the limit; handle or drop some";
            tellFailure(delivery.record(), cause, attempts);
        } else {
            return park(delivery, cause);
        }
        return RetryDelay.nanos(retry, attempts, ThreadLocalRandom.current());
    }

    private long park(Delivery delivery, Throwable cause) {
        EventRecord record = delivery.record();
        try {
            parking.park(record, cause, delivery.attempts());
        } catch (StoreException e) {
            problem = "event " + record.offset() + " cannot be parked: " + e.getMessage();
            LOG.error("{}: event {} cannot be parked and is tried again", consumer, record.offset(), e);
            return STORE_RETRY_NANOS;
        }
        problem = null;
        LOG.error(
                "{}: event {} of {} is parked after {} attempts",
                consumer,
                record.offset(),
                record.device(),
                delivery.attempts(),
                cause);
        return FINISHED;
    }

    private long failedAgain(Delivery delivery, Throwable cause) {
        failures.increment();
        long offset = delivery.record().offset();
        int attempts = delivery.countAttempt();
        LOG.warn("{}: event {} was tried again and failed", consumer, offset, cause);
        try {
            Optional<DeadLetter> letter = store.deadLetter(consumer, offset);
            letter.ifPresent(known -> parking.parkAgain(known, cause, attempts));
        } catch (StoreException e) {
            LOG.warn("{}: the new cause of event {} could not be written", consumer, offset, e);
        }
        if (delivery.redriven() != null) {
            delivery.redriven().complete(false);
        }
        return FINISHED;
    }

    /** One in ten seconds, for when one fails most do. */
    private void tellFailure(EventRecord record, Throwable cause, int attempts) {
        long now = System.nanoTime();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
            LOG.warn(
                    "{}: attempt {} at event {} of {} failed; it is tried again",
                    consumer,
                    attempts,
                    record.offset(),
                    record.device(),
                    cause);
        }
    }
}
