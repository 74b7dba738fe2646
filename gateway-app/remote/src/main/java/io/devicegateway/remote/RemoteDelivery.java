package io.devicegateway.remote;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Subscription;
import io.devicegateway.router.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One consumer's events, read from a stream that is opened again whenever it breaks. An event that was handled, but whose
 * acknowledgement got lost with a connection, is acknowledged when it comes again, and not handled twice.
 */
final class RemoteDelivery implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteDelivery.class);
    private static final int MOST_IN_ONE = 500;
    private static final int MOST_REMEMBERED = 65_536;
    private static final Duration FIRST_OPEN = Duration.ofSeconds(10);
    /** What a daemon grants that does not say. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final Outcome END = new Outcome("", 0, "", null);

    private final String consumer;
    private final EventHandler handler;
    private final @Nullable String instance;
    private final Wire wire;
    private final ApiReader reader;
    private final ScheduledExecutorService timer;
    private final Runnable whenEnded;
    private final String root;
    private final String query;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Set<Thread> handling = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    /** What was handled and not yet acknowledged for sure. */
    private final Set<String> handled = Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }));

    private final Thread reading;
    private final Thread acknowledging;
    private volatile String session = "";
    private volatile long position;
    private volatile boolean closed;
    private volatile boolean reached;
    private volatile boolean standby;
    private volatile long renewal = LEASE.toMillis() / 3;
    private volatile @Nullable ServerEvents stream;

    private record Outcome(
            String session,
            long offset,
            String id,
            @Nullable String failure) {}

    RemoteDelivery(
            String consumer,
            EventHandler handler,
            ConsumerOptions options,
            @Nullable String instance,
            Wire wire,
            ApiReader reader,
            ScheduledExecutorService timer,
            Runnable whenEnded) {
        this.consumer = consumer;
        this.handler = handler;
        this.wire = wire;
        this.reader = reader;
        this.timer = timer;
        this.whenEnded = whenEnded;
        root = "/api/v1/subscriptions/" + Wire.escape(consumer);
        query = StreamQuery.of(options, instance);
        this.instance = instance;
        reading = Thread.ofVirtual().name("gateway-events-" + consumer).unstarted(this::read);
        acknowledging = Thread.ofVirtual().name("gateway-acks-" + consumer).unstarted(this::acknowledge);
    }

    /**
     * Begins. Waits until the daemon has opened the stream, or for some seconds where it cannot be reached; then it goes on trying.
     *
     * @throws IllegalStateException if somebody inside the daemon has the consumer
     * @throws IllegalArgumentException if the daemon does not accept the name
     */
    void begin() {
        reading.start();
        acknowledging.start();
        try {
            opened.get(FIRST_OPEN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("{}: the gateway at {} is not reached yet; it is tried again", consumer, wire.gateway());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException refusal ? refusal : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        Pause pause = new Pause();
        try {
            while (!closed) {
                try {
                    awaitHandlers();
                    follow(pause);
                } catch (IOException e) {
                    LOG.info("{}: the stream broke: {}", consumer, Trouble.words(wire.gateway(), e));
                } catch (GatewayRefused e) {
                    if (!isWorthAnotherTry(e)) {
                        opened.completeExceptionally(meaning(e));
                        LOG.error("{}: the gateway refuses the stream: {}", consumer, e.getMessage());
                        return;
                    }
                }
                if (!closed) {
                    Thread.sleep(pause.next());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{}: interrupted", consumer, e);
        } finally {
            closed = true;
            outcomes.add(END);
            whenEnded.run();
        }
    }

    /** Before it was open once, what is wrong is told to the caller; after that, the daemon may only be restarting. */
    private boolean isWorthAnotherTry(GatewayRefused refusal) {
        return refusal.status() == 503 || (opened.isDone() && refusal.status() == 409);
    }

    private static RuntimeException meaning(GatewayRefused refusal) {
        return switch (refusal.status()) {
            case 400 -> new IllegalArgumentException(refusal.reason(), refusal);
            case 409 -> new IllegalStateException(refusal.reason(), refusal);
            default -> refusal;
        };
    }

    /** An event that is still being handled must not be given to a second handler beside the first. */
    private void awaitHandlers() throws InterruptedException {
        for (Thread each : handling) {
            each.join();
        }
    }

    private void follow(Pause pause) throws IOException, InterruptedException {
        try (ServerEvents events = new ServerEvents(wire.stream(root + "/stream" + query), timer)) {
            stream = events;
            for (ServerEvents.Message message = events.next(); message != null && !closed; message = events.next()) {
                switch (message.name()) {
                    case "standby" -> {
                        if (!standby) {
                            LOG.info("{}: another process has it; this one takes over when that one ends", consumer);
                        }
                        standby = true;
                        reached = true;
                        pause.reset();
                        opened.complete(null);
                    }
                    case "opened" -> {
                        standby = false;
                        renewal = message.data().path("leaseMillis").asLong(LEASE.toMillis()) / 3;
                        session = message.data().path("session").asString("");
                        position = message.data().path("position").asLong();
                        reached = true;
                        pause.reset();
                        opened.complete(null);
                    }
                    case "event" -> take(message.data());
                    case "position" ->
                        position = message.data().path("position").asLong();
                    case "ended" -> ended(message.data().path("reason").asString(""));
                    default -> LOG.debug("{}: {} is not known", consumer, message.name());
                }
            }
        } finally {
            stream = null;
            standby = false;
            session = "";
        }
    }

    private void ended(String reason) {
        if (reason.equals("taken-over")) {
            LOG.warn("{}: another client took the consumer over; this subscription has ended", consumer);
            closed = true;
        } else if (reason.equals("removed")) {
            LOG.warn("{}: the consumer was removed; this subscription has ended", consumer);
            closed = true;
        }
    }

    private void take(JsonNode envelope) {
        String to = session;
        EventRecord event;
        try {
            event = reader.event(envelope);
        } catch (RuntimeException e) {
            refuse(to, envelope.path("offset").asLong(), String.valueOf(e.getMessage()));
            return;
        }
        Thread thread = Thread.ofVirtual().name("consumer-" + consumer).unstarted(() -> handle(to, event));
        handling.add(thread);
        thread.start();
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a handler throws, an error too, is its answer
    private void handle(String to, EventRecord event) {
        String failure = null;
        try {
            if (!handled.contains(event.id())) {
                handler.handle(event);
                handled.add(event.id());
            }
        } catch (Throwable e) {
            failure = Failure.text(e);
            LOG.warn("{}: the handler failed on event {}; it comes again", consumer, event.offset(), e);
        } finally {
            outcomes.add(new Outcome(to, event.offset(), event.id(), failure));
            handling.remove(Thread.currentThread());
        }
    }

    private void refuse(String to, long offset, String cause) {
        ObjectNode body = Wire.object().put("session", to);
        body.putArray("failed").addObject().put("offset", offset).put("cause", cause);
        try {
            wire.post(root + "/acknowledge", body);
        } catch (GatewayRefused | GatewayUnreachable e) {
            LOG.debug("{}: event {} comes again", consumer, offset, e);
        }
    }

    private void acknowledge() {
        List<Outcome> batch = new ArrayList<>();
        try {
            boolean more = true;
            while (more) {
                Outcome first = outcomes.poll(renewal, TimeUnit.MILLISECONDS);
                if (first == null) {
                    renew();
                    continue;
                }
                batch.add(first);
                outcomes.drainTo(batch, MOST_IN_ONE - 1);
                more = !batch.removeIf(END::equals);
                Map<String, List<Outcome>> bySession = new LinkedHashMap<>();
                batch.forEach(each -> bySession
                        .computeIfAbsent(each.session(), unused -> new ArrayList<>())
                        .add(each));
                bySession.forEach(this::post);
                batch.clear();
            }
        } catch (InterruptedException e) {
            LOG.debug("{}: closed", consumer, e);
        }
    }

    /** An acknowledgement with nothing in it: while it comes, no other process takes over. */
    private void renew() {
        String to = session;
        if (to.isEmpty() || instance == null) {
            return;
        }
        try {
            position = wire.post(root + "/acknowledge", Wire.object().put("session", to))
                    .path("position")
                    .asLong(position);
        } catch (GatewayRefused | GatewayUnreachable e) {
            LOG.debug("{}: its lease is not renewed", consumer, e);
        }
    }

    /** What cannot be acknowledged any more comes again: the daemon has not passed it. */
    private void post(String to, List<Outcome> batch) {
        ObjectNode body = Wire.object().put("session", to);
        ArrayNode done = body.putArray("handled");
        ArrayNode failed = body.putArray("failed");
        for (Outcome each : batch) {
            String failure = each.failure();
            if (failure == null) {
                done.add(each.offset());
            } else {
                failed.addObject().put("offset", each.offset()).put("cause", failure);
            }
        }
        try {
            position = wire.post(root + "/acknowledge", body).path("position").asLong(position);
            batch.forEach(each -> handled.remove(each.id()));
        } catch (GatewayRefused | GatewayUnreachable e) {
            LOG.info(
                    "{}: {} outcomes are not acknowledged; the events come again: {}",
                    consumer,
                    batch.size(),
                    e.getMessage());
            ServerEvents current = stream;
            if (current != null && to.equals(session)) {
                // A stream whose outcomes cannot be told stands still: a new one begins where they are missing.
                current.close();
            }
        }
    }

    @Override
    public String consumer() {
        return consumer;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public boolean isOpen() {
        return reached && !closed;
    }

    @Override
    public boolean isStandby() {
        return standby;
    }

    @Override
    public void close() {
        closed = true;
        if (handling.contains(Thread.currentThread())) {
            // A handler that closes its own subscription cannot be waited for here.
            Thread unused = Thread.ofVirtual().name("gateway-close-" + consumer).start(this::finish);
        } else {
            finish();
        }
    }

    /** Waits for handlers under way and their acknowledgement, so that nothing that was done comes again. */
    private void finish() {
        long end = System.nanoTime() + CLOSE.toNanos();
        try {
            for (Thread each : handling) {
                join(each, end);
            }
            outcomes.add(END);
            join(acknowledging, end);
            endSession();
            ServerEvents current = stream;
            if (current != null) {
                current.close();
            }
            reading.interrupt();
            join(reading, end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            acknowledging.interrupt();
        }
    }

    private static void join(Thread thread, long end) throws InterruptedException {
        if (thread.isAlive()) {
            boolean unused = thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
    }

    private void endSession() {
        try {
            wire.post(root + "/end", Wire.object().put("session", session));
        } catch (GatewayRefused | GatewayUnreachable e) {
            LOG.debug("{}: it had ended already", consumer, e);
        }
    }
}
