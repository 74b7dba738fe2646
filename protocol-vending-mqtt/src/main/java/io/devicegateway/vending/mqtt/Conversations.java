package io.devicegateway.vending.mqtt;

import io.devicegateway.budget.SourceLines;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.json.JsonObjects;
import io.devicegateway.vending.VendingCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A conversation for each cabinet that was heard, until it ends; and the way of each message through it, to its acknowledgement.
 * Everything happens on one thread, in the order in which the broker delivers.
 */
final class Conversations {
    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);
    private static final int MOST_ATTEMPTS = 3;
    /** Objects of one publish; what follows is taken for a part of the last, which is then trailed by too much. */
    private static final int MOST_OBJECTS = 64;

    private final MqttSettings.Limits limits;
    private final VendingCodec codec;
    private final TopicNames topics;
    private final Inbound.Opener opener;
    private final MqttMeters meters;
    private final SourceLines lines;
    private final String broker;
    private final Map<String, CabinetLink> links = new ConcurrentHashMap<>();
    private final AtomicInteger unacknowledged = new AtomicInteger();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("vending-cabinets").factory());
    private volatile boolean takesNoMore;
    private @Nullable Connector connector;

    Conversations(
            MqttSettings settings,
            VendingCodec codec,
            TopicNames topics,
            Inbound.Opener opener,
            MqttMeters meters,
            SourceLines lines) {
        this.limits = settings.limits();
        this.codec = codec;
        this.topics = topics;
        this.opener = opener;
        this.meters = meters;
        this.lines = lines;
        this.broker = settings.broker().getHost();
    }

    /** Called once, before anything is delivered. */
    void through(Connector way) {
        connector = way;
    }

    private Connector connector() {
        Connector way = connector;
        if (way == null) {
            throw new IllegalStateException("nothing to write through yet");
        }
        return way;
    }

    int size() {
        return links.size();
    }

    int unacknowledged() {
        return unacknowledged.get();
    }

    /**
     * Takes a message on. Called on the library's thread: does not wait.
     *
     * @param stored whether it had waited at the broker
     * @return whether it was taken; if not, too many wait already
     */
    boolean take(BrokerClient from, String topic, MqttMessage message, boolean stored) {
        if (unacknowledged.get() >= limits.unacknowledged()) {
            return false;
        }
        unacknowledged.incrementAndGet();
        try {
            executor.execute(() -> deliver(new Delivery(from, topic, message, stored), 1));
        } catch (RejectedExecutionException e) {
            settled(); // it stays with the broker
        }
        return true;
    }

    /** A publish is one message; one that several objects are glued together in is several. */
    private void deliver(Delivery delivery, int attempt) {
        List<byte[]> objects = JsonObjects.in(delivery.message().getPayload(), MOST_OBJECTS);
        List<CompletableFuture<Void>> durable = new ArrayList<>(1);
        for (byte[] object : objects) {
            String device = codec.sender(object).orElse(null);
            CabinetLink link = device == null ? null : links.get(device);
            if (link == null && device != null && takesNoMore) {
                settled(); // the next run gets it
                return;
            }
            if (device == null) {
                drop(codec.isTooLong(object) ? "too-long" : "unreadable", delivery.topic(), object.length);
            } else if (link == null && links.size() >= limits.devices()) {
                drop("too-many-devices", delivery.topic(), object.length);
            } else {
                CompletableFuture<Void> each = hand(link == null ? open(device) : link, object, delivery);
                if (each != null) {
                    durable.add(each);
                }
            }
        }
        if (durable.isEmpty()) {
            acknowledge(delivery);
        } else {
            var unused = CompletableFuture.allOf(durable.toArray(CompletableFuture[]::new))
                    .whenComplete((ok, error) -> settled(delivery, attempt, error));
        }
    }

    private @Nullable CompletableFuture<Void> hand(CabinetLink link, byte[] object, Delivery delivery) {
        boolean redelivered = delivery.message().isDuplicate();
        CompletableFuture<Void> durable = delivery.stored()
                ? link.inbound().receiveStored(object, redelivered)
                : link.inbound().receive(object, redelivered);
        return durable == null ? null : durable.exceptionally(this::unlessRefused);
    }

    /** What can never be journalled would come again for ever: an event that says so is durable, and it is taken off the broker. */
    private @Nullable Void unlessRefused(Throwable error) {
        if (cause(error) instanceof Inbound.Refused) {
            meters.dropped("event-refused");
            return null;
        }
        throw error instanceof CompletionException wrapped ? wrapped : new CompletionException(error);
    }

    private void settled() {
        if (unacknowledged.decrementAndGet() == 0) {
            connector().drained();
        }
    }

    private CabinetLink open(String device) {
        CabinetLink link = new CabinetLink(this, device, topics.to(device), "mqtt " + broker + " " + topics.to(device));
        links.put(device, link);
        link.speaks(opener.open(link));
        return link;
    }

    private void settled(Delivery delivery, int attempt, @Nullable Throwable error) {
        if (error == null) {
            acknowledge(delivery);
        } else if (cause(error) instanceof CancellationException && attempt < MOST_ATTEMPTS) {
            // The conversation ended while the message waited in it: it begins another.
            if (!inOrder(() -> deliver(delivery, attempt + 1))) {
                settled();
            }
        } else {
            settled();
            connector().giveUp(delivery.from(), "a message could not be made durable: " + error);
        }
    }

    private static Throwable cause(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause : error;
    }

    /** What is no cabinet's: anybody may publish to the topic, so few lines say so. */
    private void drop(String kind, String topic, int length) {
        meters.dropped(kind);
        long times = lines.claim(topic, kind);
        if (times > 0) {
            LOG.warn(
                    "a message on {} that is no cabinet's is dropped: {} ({} bytes); {} since the last such line",
                    topic,
                    kind,
                    length,
                    times);
        }
    }

    /** A cabinet's word of some other time, which the broker gives to everybody who comes. */
    void retained(String topic) {
        meters.dropped("retained");
        long times = lines.claim(topic, "retained");
        if (times > 0) {
            LOG.warn(
                    "a retained message on {} is dropped; the broker keeps it until somebody clears it; {} since the last"
                            + " such line",
                    topic,
                    times);
        }
    }

    /** An answer that did not leave. */
    void notWritten(String device, Throwable error) {
        long times = lines.claim(device, "not-written");
        if (times > 0) {
            LOG.warn(
                    "an answer to {} was not written: {}; {} since the last such line",
                    device,
                    error.getMessage(),
                    times);
        }
    }

    private void acknowledge(Delivery delivery) {
        meters.acknowledged.increment();
        delivery.from().acknowledge(delivery.message());
        settled();
    }

    /** Runs a task after those before it; false when it is too late for that. */
    boolean inOrder(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    ExecutorService executor() {
        return executor;
    }

    /** Hands a message for a cabinet to the broker. */
    void write(String topic, byte[] payload) throws io.devicegateway.protocol.Link.NotWritten {
        connector().publish(topic, payload);
        meters.published.increment();
    }

    boolean isWritable() {
        return connector().isUp();
    }

    void ended(String device, CabinetLink link) {
        links.remove(device, link);
    }

    /** From now on no conversation begins. */
    void takeNoMore() {
        takesNoMore = true;
    }

    void close() {
        executor.shutdown();
    }

    private record Delivery(BrokerClient from, String topic, MqttMessage message, boolean stored) {}
}
