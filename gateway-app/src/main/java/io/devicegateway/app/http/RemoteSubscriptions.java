package io.devicegateway.app.http;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.app.http.Standby.Client;
import io.devicegateway.app.http.Succession.Place;
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

/** The consumers that clients have over HTTP: one client each, see {@link Succession}. */
final class RemoteSubscriptions implements AutoCloseable {
    private static final Duration HANDOVER = Duration.ofSeconds(10);
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private final EventRouter router;
    private final Duration heartbeat;
    private final Map<String, RemoteSubscription> current = new ConcurrentHashMap<>();
    private final Succession succession = new Succession(System::nanoTime);
    private final ReentrantLock changing = new ReentrantLock();
    private volatile boolean closed;

    RemoteSubscriptions(EventRouter router, Duration heartbeat, Metrics metrics) {
        this.router = router;
        this.heartbeat = heartbeat;
        metrics.gauge("gateway_http_subscriptions", "Consumers that clients have over HTTP", current::size);
    }

    /**
     * The stream of a consumer's events, for one client. One that names its instance waits while another instance has the consumer;
     * else whoever had it over HTTP until now is told that it is taken over.
     *
     * @throws IllegalStateException if somebody inside the gateway has it, or too many wait for it
     * @throws IllegalArgumentException if that is no name for a consumer
     */
    Reply.EventStreamBody open(String consumer, ConsumerOptions options, Client client) throws InterruptedException {
        Place place = succession.enter(consumer, client.instance().orElse(null), client.lease());
        Stream stream = new Stream(consumer, options, place);
        if (place.isAtTurn()) {
            stream.begin();
        }
        return stream;
    }

    /** One client's stream, from the first time it waits to its end. */
    private final class Stream implements Reply.EventStreamBody {
        private final String consumer;
        private final ConsumerOptions options;
        private final Place place;
        private @Nullable RemoteSubscription mine;

        Stream(String consumer, ConsumerOptions options, Place place) {
            this.consumer = consumer;
            this.options = options;
            this.place = place;
        }

        RemoteSubscription begin() throws InterruptedException {
            boolean begun = false;
            try {
                RemoteSubscription fresh = subscribe(consumer, options, place);
                mine = fresh;
                begun = true;
                return fresh;
            } finally {
                if (!begun) {
                    place.leave();
                }
            }
        }

        @Override
        public void writeTo(Reply.EventSink sink) throws InterruptedException {
            RemoteSubscription running = mine;
            if (running == null) {
                if (!Standby.await(place, sink, heartbeat)) {
                    return;
                }
                try {
                    running = begin();
                } catch (IllegalStateException e) {
                    // Somebody inside the gateway has it now: the client asks again and is told so.
                    sink.notice("ended", ApiJson.bytes(ApiJson.object().put("reason", "closed")));
                    return;
                }
            }
            running.writeTo(sink, heartbeat);
        }

        @Override
        public void over() {
            RemoteSubscription running = mine;
            if (running != null) {
                current.remove(consumer, running);
                running.close();
            }
            place.leave();
        }
    }

    private RemoteSubscription subscribe(String consumer, ConsumerOptions options, Place place)
            throws InterruptedException {
        changing.lockInterruptibly();
        try {
            if (closed) {
                throw HttpProblems.stopping().asException();
            }
            RemoteSubscription before = current.get(consumer);
            if (before != null) {
                before.end(place.reasonForTheOneBefore());
                before.close();
                before.awaitClosed(HANDOVER);
            }
            RemoteSubscription fresh =
                    new RemoteSubscription(consumer, UUID.randomUUID().toString(), place);
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
        having.heard();
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
        having.leave();
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
            succession.dismiss(consumer, "removed");
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
        succession.dismissAll("stopping");
        current.values().forEach(each -> each.end("stopping"));
    }
}
