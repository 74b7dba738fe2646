package io.devicegateway.app.http;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.router.EventRouter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The consumers that clients have over HTTP: one client each, and the newest has it. */
final class RemoteSubscriptions implements AutoCloseable {
    private static final Duration HANDOVER = Duration.ofSeconds(10);
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private final EventRouter router;
    private final Duration heartbeat;
    private final Map<String, RemoteSubscription> current = new ConcurrentHashMap<>();
    private final ReentrantLock changing = new ReentrantLock();
    private volatile boolean closed;

    RemoteSubscriptions(EventRouter router, Duration heartbeat, Metrics metrics) {
        this.router = router;
        this.heartbeat = heartbeat;
        metrics.gauge("gateway_http_subscriptions", "Consumers that clients have over HTTP", current::size);
    }

    /**
     * The stream of a consumer's events, for one client. Whoever had it over HTTP until now is told that it is taken over.
     *
     * @throws IllegalStateException if somebody inside the gateway has it
     * @throws IllegalArgumentException if that is no name for a consumer
     */
    Reply.EventStreamBody open(String consumer, ConsumerOptions options) throws InterruptedException {
        RemoteSubscription fresh = subscribe(consumer, options);
        return new Reply.EventStreamBody() {
            @Override
            public void writeTo(Reply.EventSink sink) throws InterruptedException {
                fresh.writeTo(sink, heartbeat);
            }

            @Override
            public void over() {
                current.remove(consumer, fresh);
                fresh.close();
            }
        };
    }

    private RemoteSubscription subscribe(String consumer, ConsumerOptions options) throws InterruptedException {
        changing.lockInterruptibly();
        try {
            if (closed) {
                throw HttpProblems.stopping().asException();
            }
            RemoteSubscription before = current.get(consumer);
            if (before != null) {
                before.end("taken-over");
                before.close();
                before.awaitClosed(HANDOVER);
            }
            RemoteSubscription fresh =
                    new RemoteSubscription(consumer, UUID.randomUUID().toString());
            fresh.begin(router.subscribe(consumer, fresh, options));
            current.put(consumer, fresh);
            return fresh;
        } finally {
            changing.unlock();
        }
    }

    /**
     * Takes what a client says of events. When this returns, what it handled is stored as passed and is not delivered again.
     *
     * @return the consumer's position; empty if the session does not have the consumer any more
     * @throws IllegalArgumentException if it tells of an event that was not delivered to it; nothing is taken then
     * @throws TimeoutException if it could not be stored in time
     */
    Optional<Long> settle(String consumer, String session, List<Long> handled, Map<Long, String> failed)
            throws InterruptedException, TimeoutException {
        RemoteSubscription having = having(consumer, session);
        if (having == null) {
            return Optional.empty();
        }
        long newest = having.newest();
        LongStream.concat(
                        handled.stream().mapToLong(Long::longValue),
                        failed.keySet().stream().mapToLong(Long::longValue))
                .filter(offset -> offset > newest)
                .findFirst()
                .ifPresent(offset -> {
                    throw new IllegalArgumentException(
                            "event " + offset + " was not delivered yet; the newest that was is " + newest);
                });
        if (!having.settle(handled, failed, SETTLING)) {
            return Optional.empty();
        }
        if (!handled.isEmpty()) {
            router.flush(consumer);
        }
        return Optional.of(having.position());
    }

    /** Ends a client's subscription, as it wishes. Answers whether it had it. */
    boolean end(String consumer, String session) {
        RemoteSubscription having = having(consumer, session);
        if (having == null) {
            return false;
        }
        current.remove(consumer, having);
        having.close();
        return true;
    }

    /**
     * Removes a consumer. A client that has it is told that it is over, whatever its handlers do.
     *
     * @throws java.util.NoSuchElementException if there is none
     * @throws IllegalStateException if somebody inside the gateway has it
     */
    void remove(String consumer) {
        changing.lock();
        try {
            RemoteSubscription having = current.remove(consumer);
            if (having != null) {
                having.end("removed");
                having.close();
            }
            router.remove(consumer);
        } finally {
            changing.unlock();
        }
    }

    private @Nullable RemoteSubscription having(String consumer, String session) {
        RemoteSubscription having = current.get(consumer);
        return having != null && having.session().equals(session) ? having : null;
    }

    /** Ends all of them; new ones are refused. */
    @Override
    public void close() {
        closed = true;
        current.values().forEach(each -> each.end("stopping"));
    }
}
