package io.devicegateway.app.http;

import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Subscription;
import io.devicegateway.app.http.Succession.Place;
import io.devicegateway.router.AcknowledgedHandler;
import io.devicegateway.router.DeliveryBrokenOff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One client that has a consumer's events: to the router it is the handler. A call of it writes the event to the client's stream
 * and waits until the client says what became of it, so that order, retries and dead letters are the router's own.
 */
final class RemoteSubscription implements AcknowledgedHandler {
    private static final String CLOSED = "closed";

    private final String consumer;
    private final String session;
    private final Place place;
    private final Map<Long, Outstanding> outstanding = new ConcurrentHashMap<>();
    private final BlockingQueue<Long> toWrite = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile @Nullable Subscription subscription;
    private final AtomicLong newest = new AtomicLong();
    private volatile @Nullable String ending;

    /**
     * @param session names this one among all that the consumer ever had
     * @param place whose turn it is while this lives
     */
    RemoteSubscription(String consumer, String session, Place place) {
        this.consumer = consumer;
        this.session = session;
        this.place = place;
        place.heard();
    }

    String session() {
        return session;
    }

    void begin(Subscription running) {
        subscription = running;
    }

    long position() {
        Subscription running = subscription;
        return running == null ? 0 : running.position();
    }

    // the router's side

    @Override
    public void handle(EventRecord event) throws Exception {
        Outstanding fresh = new Outstanding(event);
        newest.accumulateAndGet(event.offset(), Math::max);
        outstanding.put(event.offset(), fresh);
        if (ending != null) {
            fresh.passed.completeExceptionally(brokenOff());
            throw brokenOff();
        }
        toWrite.add(event.offset());
        try {
            fresh.outcome.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void passed(long offset) {
        Outstanding done = outstanding.remove(offset);
        if (done != null) {
            done.passed.complete(null);
        }
    }

    private DeliveryBrokenOff brokenOff() {
        return new DeliveryBrokenOff("the client of " + consumer + " is gone");
    }

    // the client's side

    /** Offset after which nothing was delivered here yet: what the client says of later events cannot be true. */
    long newest() {
        return Math.max(newest.get(), position());
    }

    /** Writes events until the stream is over, and tells why it ended, if the client is still there to hear it. */
    void writeTo(Reply.EventSink sink, Duration heartbeat) throws InterruptedException {
        sink.notice(
                "opened",
                ApiJson.bytes(ApiJson.object()
                        .put("session", session)
                        .put("position", position())
                        .put("leaseMillis", place.leaseMillis())));
        while (ending == null) {
            Duration pace = place.isAwaited() ? Standby.PACE : heartbeat;
            Long next = toWrite.poll(pace.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                sink.notice("position", ApiJson.bytes(ApiJson.object().put("position", position())));
            } else if (ending == null) {
                Outstanding event = outstanding.get(next);
                if (event != null) {
                    sink.notice("event", ApiJson.bytes(CloudEvents.envelope(event.record)));
                }
            }
        }
        sink.notice("ended", ApiJson.bytes(ApiJson.object().put("reason", ending)));
    }

    /**
     * The client says what became of events. Answers when those that it handled are passed: they are not delivered again once
     * that is stored.
     *
     * @param failed causes by offset
     * @return whether they are; false when the subscription ended before
     */
    boolean settle(List<Long> handled, Map<Long, String> failed, Duration atMost)
            throws InterruptedException, TimeoutException {
        List<CompletableFuture<Void>> passed = new ArrayList<>();
        for (long offset : handled) {
            Outstanding event = outstanding.get(offset);
            if (event != null) {
                passed.add(event.passed);
                event.outcome.complete(null);
            }
        }
        failed.forEach((offset, cause) -> {
            Outstanding event = outstanding.get(offset);
            if (event != null) {
                event.outcome.completeExceptionally(new ClientFailed(cause));
            }
        });
        try {
            CompletableFuture.allOf(passed.toArray(CompletableFuture[]::new))
                    .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** Its client said something. */
    void heard() {
        place.heard();
    }

    // the end

    /** Lets the next that waits have the turn. */
    void leave() {
        place.leave();
    }

    /** Ends it: nothing more is delivered, and what the client has not acknowledged comes to the next. Returns at once. */
    void end(String reason) {
        ending = ending == null ? reason : ending;
        toWrite.add(0L);
        for (Outstanding event : outstanding.values()) {
            if (event.outcome.completeExceptionally(brokenOff())) {
                event.passed.completeExceptionally(brokenOff());
            }
        }
    }

    /** Ends it and gives the consumer free. */
    void close() {
        end(CLOSED);
        Subscription running = subscription;
        if (running != null) {
            running.close();
        }
        closed.complete(null);
    }

    /** Waits until another may have the consumer. */
    void awaitClosed(Duration atMost) throws InterruptedException {
        try {
            closed.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Whoever comes next is told that it is still taken.
            return;
        }
    }

    private static final class Outstanding {
        private final EventRecord record;
        private final CompletableFuture<Void> outcome = new CompletableFuture<>();
        private final CompletableFuture<Void> passed = new CompletableFuture<>();

        Outstanding(EventRecord record) {
            this.record = record;
        }
    }

    /** What the client's handler threw; told as the client wrote it, without the name of this class. */
    @SuppressWarnings("OverrideThrowableToString")
    static final class ClientFailed extends Exception {
        private static final long serialVersionUID = 1L;

        ClientFailed(String cause) {
            super(cause, null, false, false);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
