package io.devicegateway.chargepile;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.devicegateway.protocol.MalformedFrame;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes lines that cannot be understood to the dead-letter exchange, with the reason in their headers, and has the broker
 * confirm each. On a connection of its own, which is made when the first such line comes: a broker that takes nothing more from
 * publishers still gets our acknowledgements. A line may be there twice when the gateway dies between confirmation and
 * acknowledgement.
 */
final class DeadLetters implements AutoCloseable {
    static final String REASON = "x-reason";
    static final String DETAIL = "x-reason-detail";
    static final String EXCHANGE = "x-original-exchange";
    static final String ROUTING_KEY = "x-original-routing-key";
    static final String QUEUE = "x-original-queue";
    static final String REJECTED_AT = "x-rejected-at";
    static final String REJECTED_BY = "x-rejected-by";

    private static final int PERSISTENT = 2;
    private static final int MOST_DETAIL = 1000;

    private final BrokerConnector connector;
    private final Topology topology;
    private final BrokerSettings settings;
    private final InstantSource time;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("chargepile-dead-letters").factory());
    private volatile @Nullable Connection connection;
    private @Nullable Channel channel;
    private volatile boolean returned;

    DeadLetters(BrokerSettings settings, BrokerConnector connector, InstantSource time) {
        this.settings = settings;
        this.connector = connector;
        this.topology = new Topology(connector);
        this.time = time;
    }

    /** Completes when the broker has confirmed that it keeps the line; fails with {@link BrokerTrouble} if it has not. */
    CompletableFuture<Void> publish(LineDelivery line, MalformedFrame fault) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    publishNow(line, fault);
                    kept.complete(null);
                } catch (IOException | TimeoutException | ShutdownSignalException e) {
                    give(kept, new BrokerTrouble(BrokerTrouble.words(e), e));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    give(kept, e);
                } catch (BrokerTrouble | RuntimeException e) {
                    give(kept, e);
                }
            });
        } catch (RejectedExecutionException e) {
            kept.completeExceptionally(new BrokerTrouble("the consumer is closed", e));
        }
        return kept;
    }

    private void give(CompletableFuture<Void> kept, Exception failure) {
        BrokerConnector.end(connection);
        connection = null;
        channel = null;
        kept.completeExceptionally(failure);
    }

    private void publishNow(LineDelivery line, MalformedFrame fault)
            throws BrokerTrouble, IOException, TimeoutException, InterruptedException {
        String exchange = settings.deadLetters().exchange();
        Channel open = channel();
        returned = false;
        open.basicPublish(exchange, line.envelope().getRoutingKey(), true, properties(line, fault), line.body());
        boolean confirmed =
                open.waitForConfirms(settings.timing().answerWithin().toMillis());
        if (returned) {
            throw new BrokerTrouble("no queue is bound to the dead-letter exchange '" + exchange + "' for routing key '"
                    + line.envelope().getRoutingKey() + "'");
        }
        if (!confirmed) {
            throw new BrokerTrouble("the broker refused to keep a dead letter");
        }
    }

    private Channel channel() throws BrokerTrouble, IOException {
        Channel known = channel;
        if (known != null && known.isOpen()) {
            return known;
        }
        BrokerConnector.end(connection);
        topology.find(settings.deadLetters());
        Connection fresh = connector.connect("dead letters");
        connection = fresh;
        known = fresh.createChannel();
        if (known == null) {
            throw new BrokerTrouble("the broker allows no channels on a connection");
        }
        // On the connection's thread, before the confirmation that waitForConfirms waits for.
        known.addReturnListener(back -> returned = true);
        known.confirmSelect();
        channel = known;
        return known;
    }

    private AMQP.BasicProperties properties(LineDelivery line, MalformedFrame fault) {
        Envelope envelope = line.envelope();
        AMQP.BasicProperties original = line.properties();
        Map<String, Object> headers = new HashMap<>();
        if (original.getHeaders() != null) {
            headers.putAll(original.getHeaders());
        }
        String detail = String.valueOf(fault.getMessage());
        headers.put(REASON, fault.kind());
        headers.put(DETAIL, detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) : detail);
        headers.put(EXCHANGE, envelope.getExchange());
        headers.put(ROUTING_KEY, envelope.getRoutingKey());
        headers.put(QUEUE, settings.queue().name());
        headers.put(REJECTED_AT, Date.from(time.instant()));
        headers.put(REJECTED_BY, "device-gateway");
        // Its time to live would let it vanish, and its user id is not ours to claim.
        return original.builder()
                .headers(headers)
                .deliveryMode(PERSISTENT)
                .expiration(null)
                .userId(null)
                .build();
    }

    /** Ends what is under way: it fails, so nothing of it is acknowledged. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            Duration atMost = settings.timing().answerWithin();
            if (!thread.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        BrokerConnector.end(connection);
    }
}
