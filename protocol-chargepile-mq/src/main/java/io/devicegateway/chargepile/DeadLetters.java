package io.devicegateway.chargepile;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.devicegateway.budget.SourceLines;
import io.devicegateway.protocol.MalformedFrame;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    static final String SHORTENED = "x-shortened";
    static final String LENGTH = "x-original-length";
    static final String HEADERS = "x-original-headers";

    private static final int PERSISTENT = 2;
    private static final int MOST_DETAIL = 1000;
    private static final int MOST_HEADERS = 64 * 1024;
    private static final int MOST_BODY = 16 * 1024 * 1024;
    /** What is kept of a line that cannot be kept as it is. */
    private static final int FRONT = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final BrokerConnector connector;
    private final Topology topology;
    private final BrokerSettings settings;
    private final InstantSource time;
    private final SourceLines lines = new SourceLines(System::nanoTime);
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

    /**
     * As it came; and where that cannot be published, whatever the reason, once more without what its publisher said of it and
     * with its first bytes only. A line is never the reason why the lines behind it wait: what fails then is the broker.
     */
    private void publishNow(LineDelivery line, MalformedFrame fault)
            throws BrokerTrouble, IOException, TimeoutException, InterruptedException {
        if (line.body().length <= MOST_BODY && length(line.properties().getHeaders()) <= MOST_HEADERS) {
            try {
                publishOn(channel(), line, properties(line, fault), line.body());
                return;
            } catch (IOException | ShutdownSignalException | IllegalArgumentException e) {
                keptShortened(e);
                BrokerConnector.end(connection);
                connection = null;
                channel = null;
            }
        }
        byte[] front = Arrays.copyOf(line.body(), Math.min(line.body().length, FRONT));
        publishOn(channel(), line, shortened(line, fault), front);
    }

    private void keptShortened(Exception because) {
        long times = lines.claim(settings.queue().name(), "shortened");
        if (times > 0) {
            LOG.warn(
                    "a dead letter cannot be kept as it is, and is kept shortened: {}; {} since the last such line",
                    BrokerTrouble.words(because),
                    times);
        }
    }

    private void publishOn(Channel open, LineDelivery line, AMQP.BasicProperties properties, byte[] body)
            throws BrokerTrouble, IOException, TimeoutException, InterruptedException {
        String exchange = settings.deadLetters().exchange();
        returned = false;
        open.basicPublish(exchange, line.envelope().getRoutingKey(), true, properties, body);
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

    /** What headers take at least, in characters; a broker takes no more of them than one frame. */
    private static int length(@Nullable Object headers) {
        return headers == null ? 0 : headers.toString().length();
    }

    private AMQP.BasicProperties shortened(LineDelivery line, MalformedFrame fault) {
        Map<String, Object> headers = new HashMap<>();
        ours(headers, line, fault);
        headers.put(SHORTENED, "true");
        headers.put(LENGTH, (long) line.body().length);
        String theirs = String.valueOf(line.properties().getHeaders());
        headers.put(HEADERS, theirs.substring(0, Math.min(theirs.length(), MOST_DETAIL)));
        return new AMQP.BasicProperties.Builder()
                .headers(headers)
                .deliveryMode(PERSISTENT)
                .build();
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
        AMQP.BasicProperties original = line.properties();
        Map<String, Object> headers = new HashMap<>();
        if (original.getHeaders() != null) {
            headers.putAll(original.getHeaders());
        }
        // They would send copies to other queues, perhaps to the one that it came from.
        headers.remove("CC");
        headers.remove("BCC");
        ours(headers, line, fault);
        // Its time to live would let it vanish, and its user id is not ours to claim.
        return original.builder()
                .headers(headers)
                .deliveryMode(PERSISTENT)
                .expiration(null)
                .userId(null)
                .build();
    }

    private void ours(Map<String, Object> headers, LineDelivery line, MalformedFrame fault) {
        Envelope envelope = line.envelope();
        String detail = String.valueOf(fault.getMessage());
        headers.put(REASON, fault.kind());
        headers.put(DETAIL, detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) : detail);
        headers.put(EXCHANGE, envelope.getExchange());
        headers.put(ROUTING_KEY, envelope.getRoutingKey());
        headers.put(QUEUE, settings.queue().name());
        headers.put(REJECTED_AT, Date.from(time.instant()));
        headers.put(REJECTED_BY, "device-gateway");
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
