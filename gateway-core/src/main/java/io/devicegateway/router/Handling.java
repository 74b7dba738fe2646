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

    /** So long after a success the handler counts as working: what fails then fails for reasons of its own. */
    private static final long WORKING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String consumer;
    private final EventHandler handler;
    private final ConsumerOptions options;
    private final ConsumerStore store;
    private final Parking parking;
    private final Metrics.Counter handled;
    private final Metrics.Counter failures;
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
    private volatile long lastSuccess;
    private volatile boolean everSucceeded;
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
        handled = ConsumerMeters.counter(metrics, ConsumerMeters.HANDLED, "Events handled", consumer);
        failures = ConsumerMeters.counter(metrics, ConsumerMeters.FAILURES, "Attempts at events that failed", consumer);
    }

    /** What keeps events from being handled or parked; null for nothing. */
    @Nullable
    String problem() {
        return problem;
    }

    /**
     * Tries an event once.
     *
     * @param lane of its device
     * @param record the event
     * @param interrupted whether handlers were interrupted meanwhile because the consumer stops, so that what one throws
     *     says nothing of the event
     * @return {@link #FINISHED}, or after how many nanoseconds to try it again, 0 or more
     */
    @SuppressWarnings("CatchingUnchecked") // whatever a handler throws, an error too, is its answer
    long attempt(DeviceLane lane, Delivery delivery, EventRecord record, BooleanSupplier interrupted) {
        try {
            handler.handle(record);
        } catch (Throwable e) {
            if (interrupted.getAsBoolean()) {
                return 0;
            }
            if (e instanceof DeliveryBrokenOff) {
                return BROKEN_OFF_NANOS;
            }
            return delivery.redriven() == null ? failed(lane, delivery, record, e) : failedAgain(delivery, e);
        } finally {
            // What a handler did with its interrupt is not the next one's business.
            boolean unused = Thread.interrupted();
        }
        handled.increment();
        return succeeded(lane, delivery);
    }

    private long succeeded(DeviceLane lane, Delivery delivery) {
        lastSuccess = System.nanoTime();
        everSucceeded = true;
        if (lane.isStuck()) {
            lane.stuck(false);
        }
        if (problem != null) {
            problem = null;
        }
        try {
            parking.handled(delivery.offset());
        } catch (StoreException e) {
            // It stays visible as a dead letter; that is better than to handle it twice at once.
            LOG.warn("{}: event {} was handled and stays parked", consumer, delivery.offset(), e);
        }
        if (delivery.redriven() != null) {
            delivery.redriven().complete(true);
        }
        return FINISHED;
    }

    private long failed(DeviceLane lane, Delivery delivery, EventRecord record, Throwable cause) {
        failures.increment();
        int attempts = delivery.countAttempt();
        RetryPolicy retry = options.retry();
        if (attempts < retry.maxAttempts() && !isHopeless(lane)) {
            tellFailure(record, cause, attempts);
        } else if (parking.size() >= options.maxParked() && !parking.contains(record.offset())) {
            problem = "there are " + parking.size() + " dead letters, which is the limit; handle or drop some";
            tellFailure(record, cause, attempts);
        } else {
            return park(lane, delivery, record, cause);
        }
        return RetryDelay.nanos(retry, attempts, ThreadLocalRandom.current());
    }

    /**
     * Whether the event fails because of its device: the one before it was tried to the end and parked, while those of other
     * devices are handled. Then it is parked at once, so that a device that always fails does not hold the position for as long as
     * it has events.
     */
    private boolean isHopeless(DeviceLane lane) {
        return lane.isStuck() && everSucceeded && System.nanoTime() - lastSuccess < WORKING_NANOS;
    }

    private long park(DeviceLane lane, Delivery delivery, EventRecord record, Throwable cause) {
        try {
            parking.park(record, cause, delivery.attempts());
        } catch (StoreException e) {
            problem = "event " + record.offset() + " cannot be parked: " + e.getMessage();
            LOG.error("{}: event {} cannot be parked and is tried again", consumer, record.offset(), e);
            return STORE_RETRY_NANOS;
        }
        problem = null;
        if (lane.isStuck()) {
            tellParkedToo(record, cause, delivery.attempts());
        } else {
            lane.stuck(true);
            LOG.error(
                    "{}: event {} of {} is parked after {} attempts",
                    consumer,
                    record.offset(),
                    record.device(),
                    delivery.attempts(),
                    cause);
        }
        return FINISHED;
    }

    private long failedAgain(Delivery delivery, Throwable cause) {
        failures.increment();
        long offset = delivery.offset();
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

    private void tellParkedToo(EventRecord record, Throwable cause, int attempts) {
        if (mayTell()) {
            LOG.error(
                    "{}: event {} of {} is parked after {} attempts, as those of the device before it",
                    consumer,
                    record.offset(),
                    record.device(),
                    attempts,
                    cause);
        }
    }

    private void tellFailure(EventRecord record, Throwable cause, int attempts) {
        if (mayTell()) {
            LOG.warn(
                    "{}: attempt {} at event {} of {} failed; it is tried again",
                    consumer,
                    attempts,
                    record.offset(),
                    record.device(),
                    cause);
        }
    }

    /** One in ten seconds, for when one fails most do. */
    private boolean mayTell() {
        long now = System.nanoTime();
        long until = quietUntil.get();
        return now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET_NANOS);
    }
}
