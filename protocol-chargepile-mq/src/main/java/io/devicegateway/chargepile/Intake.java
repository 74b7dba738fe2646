package io.devicegateway.chargepile;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.devicegateway.api.Presence;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.MalformedFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one channel hands over, from delivery to acknowledgement: a line is acknowledged, alone, on the channel that it came by,
 * when everything that it caused is durable. Once something fails nothing more is taken from this channel, so that the broker
 * hands over the rest again on the next one, in its order.
 *
 * <p>Lines are dealt with on the executor, one at a time.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Channel channel;
    private final Executor executor;
    private final ChargepileProtocol protocol;
    private final Inbound.Opener opener;
    private final @Nullable DeadLetters deadLetters;
    private final ConsumerCounters counters;
    private final Trouble trouble;
    private final String remote;

    private @Nullable Inbound conversation;
    private @Nullable PlatformLink link;
    private boolean over;
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicInteger outstanding = new AtomicInteger();

    /**
     * @param deadLetters null when lines that cannot be understood are acknowledged once their event is durable
     * @param trouble told, on any thread, when nothing more will come of this channel
     */
    Intake(
            Channel channel,
            Executor executor,
            ChargepileProtocol protocol,
            Inbound.Opener opener,
            @Nullable DeadLetters deadLetters,
            ConsumerCounters counters,
            Trouble trouble) {
        this.channel = channel;
        this.executor = executor;
        this.protocol = protocol;
        this.opener = opener;
        this.deadLetters = deadLetters;
        this.counters = counters;
        this.trouble = trouble;
        this.remote = channel.getConnection().getAddress().getHostAddress() + ":"
                + channel.getConnection().getPort();
    }

    /**
     * Begins to consume.
     *
     * @return the consumer's tag
     * @throws IOException if the broker refuses
     */
    String begin(String queue, int prefetch) throws IOException {
        channel.basicQos(prefetch);
        return channel.basicConsume(queue, false, new Deliveries(channel));
    }

    /** How many lines the channel has handed over. */
    long delivered() {
        return delivered.get();
    }

    /** How many of them are not acknowledged yet. */
    int outstanding() {
        return outstanding.get();
    }

    /** Takes nothing more; what is being stored may still be acknowledged. */
    void stop() {
        executor.execute(() -> over = true);
    }

    /** The channel is gone: so is the conversation. */
    void lost(String why) {
        executor.execute(() -> {
            over = true;
            Inbound standing = conversation;
            PlatformLink standingLink = link;
            if (standing != null && standingLink != null && standingLink.isOpen()) {
                standingLink.close(why);
                standing.closed(Presence.Reason.CONNECTION_LOST, why);
            }
            counters.unacknowledged.addAndGet(-outstanding.getAndSet(0));
        });
    }

    // on the executor

    private void take(LineDelivery line) {
        if (over || !channel.isOpen()) {
            return; // not acknowledged: it comes again
        }
        counters.delivered.increment();
        if (line.envelope().isRedeliver()) {
            counters.redelivered.increment();
        }
        counters.unacknowledged.incrementAndGet();
        outstanding.incrementAndGet();
        delivered.incrementAndGet();
        Inbound inbound = conversation();
        if (inbound == null) {
            return;
        }
        byte[] frame = bounded(line.body());
        MalformedFrame fault = fault(frame);
        CompletableFuture<Void> durable = inbound.receive(frame, line.envelope().isRedeliver());
        if (durable == null) {
            settled(line, fault, null);
        } else if (durable.isDone()) {
            // Now, and not after the lines that wait: the first one that came to nothing says why.
            var unused = durable.whenComplete((ok, error) -> settled(line, fault, error));
        } else {
            var unused = durable.whenCompleteAsync((ok, error) -> settled(line, fault, error), executor);
        }
    }

    /** The conversation; null when it ended with lines under way, which therefore have to come again first. */
    private @Nullable Inbound conversation() {
        Inbound standing = conversation;
        PlatformLink standingLink = link;
        if (standing != null && standingLink != null) {
            if (standingLink.isOpen()) {
                return standing;
            }
            if (outstanding.get() > 1) {
                fail("the conversation ended with lines under way: " + standingLink.closedBecause());
                return null;
            }
        }
        PlatformLink fresh = new PlatformLink(executor, remote);
        standing = opener.open(fresh);
        link = fresh;
        conversation = standing;
        return standing;
    }

    /** What is far too long is cut, so that its event has a bound; the codec says that it is too long all the same. */
    private byte[] bounded(byte[] body) {
        int longest = protocol.maxLine() + 1;
        return body.length > longest ? Arrays.copyOf(body, longest) : body;
    }

    private @Nullable MalformedFrame fault(byte[] frame) {
        try {
            var unused = protocol.codec().decode(frame, DecodeListener.NONE);
            return null;
        } catch (MalformedFrame e) {
            counters.malformed.increment();
            return e;
        }
    }

    private void settled(LineDelivery line, @Nullable MalformedFrame fault, @Nullable Throwable error) {
        DeadLetters dead = deadLetters;
        Inbound.Refused never = refused(error);
        if (never != null) {
            settled(line, refused(never), null);
        } else if (error != null) {
            fail("the event of a line could not be stored, so it is not acknowledged: " + BrokerTrouble.words(error));
        } else if (fault == null || dead == null) {
            acknowledge(line);
        } else {
            var unused =
                    dead.publish(line, fault).whenCompleteAsync((ok, failure) -> deadLettered(line, failure), executor);
        }
    }

    private static Inbound.@Nullable Refused refused(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof Inbound.Refused never ? never : null;
    }

    /** An event that says so is durable: the line is a dead letter, and does not come again for ever. */
    private MalformedFrame refused(Inbound.Refused never) {
        counters.malformed.increment();
        return new MalformedFrame("event-refused", String.valueOf(never.getMessage()));
    }

    private void deadLettered(LineDelivery line, @Nullable Throwable failure) {
        if (failure == null) {
            counters.deadLettered.increment();
            acknowledge(line);
        } else {
            fail("a line that cannot be understood could not be kept as a dead letter, so it is not acknowledged: "
                    + BrokerTrouble.words(failure));
        }
    }

    private void acknowledge(LineDelivery line) {
        try {
            channel.basicAck(line.envelope().getDeliveryTag(), false);
            counters.acknowledged.increment();
            if (outstanding.get() > 0) {
                outstanding.decrementAndGet();
                counters.unacknowledged.decrementAndGet();
            }
        } catch (IOException | ShutdownSignalException e) {
            LOG.debug(
                    "line {} comes again: its channel is gone", line.envelope().getDeliveryTag(), e);
        }
    }

    private void fail(String why) {
        if (!over) {
            over = true;
            trouble.happened(why);
        }
    }

    /** What the client library calls, on its own thread. */
    private final class Deliveries extends DefaultConsumer {
        Deliveries(Channel channel) {
            super(channel);
        }

        @Override
        public void handleDelivery(
                String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            executor.execute(() -> take(new LineDelivery(envelope, properties, body)));
        }

        @Override
        public void handleCancel(String consumerTag) {
            trouble.happened("the broker cancelled the consumer, as it does when the queue is deleted or moves");
        }

        @Override
        public void handleShutdownSignal(String consumerTag, ShutdownSignalException signal) {
            trouble.happened(BrokerTrouble.words(signal));
        }
    }

    /** Told when a channel is of no more use. */
    @FunctionalInterface
    interface Trouble {
        void happened(String why);
    }
}
