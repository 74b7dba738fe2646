package io.devicegateway.chargepile;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where the lines come from, and how to find them.
 *
 * @param address {@code amqp://user:password@host:port/vhost}, or {@code amqps} for TLS; the parts as RabbitMQ defines them
 * @param tls whom to trust and who we are, for {@code amqps}; empty for the authorities that Java trusts
 * @param queue the queue that is consumed, see {@link Queue}
 * @param deadLetters what becomes of lines that cannot be understood
 * @param timing how trouble is noticed and what is done then
 */
public record BrokerSettings(
        URI address, Optional<SSLContext> tls, Queue queue, DeadLetterSettings deadLetters, Timing timing) {

    public BrokerSettings {
        String scheme = String.valueOf(address.getScheme());
        if (!scheme.equals("amqp") && !scheme.equals("amqps")) {
            throw new IllegalArgumentException(
                    "the broker's address begins with " + scheme + ", not with amqp or amqps");
        }
        if (address.getHost() == null) {
            throw new IllegalArgumentException("the broker's address names no host");
        }
    }

    /** The defaults of the configuration file, with this broker. */
    public static BrokerSettings of(URI address) {
        return new BrokerSettings(address, Optional.empty(), Queue.DEFAULT, DeadLetterSettings.DEFAULT, Timing.DEFAULT);
    }

    /** The same with another queue. */
    public BrokerSettings with(Queue other) {
        return new BrokerSettings(address, tls, other, deadLetters, timing);
    }

    /** The same with other dead letters. */
    public BrokerSettings with(DeadLetterSettings other) {
        return new BrokerSettings(address, tls, queue, other, timing);
    }

    /** The same with other times. */
    public BrokerSettings with(Timing other) {
        return new BrokerSettings(address, tls, queue, deadLetters, other);
    }

    /** The same with this trust. */
    public BrokerSettings with(SSLContext trust) {
        return new BrokerSettings(address, Optional.of(trust), queue, deadLetters, timing);
    }

    /** Whether the connection is encrypted. */
    public boolean encrypted() {
        return "amqps".equals(address.getScheme());
    }

    /** The broker without what is secret, for people. */
    public String shown() {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port + String.valueOf(address.getRawPath());
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "BrokerSettings[" + shown() + ", " + queue + ", " + deadLetters + ", " + timing + "]";
    }

    /**
     * The queue that is consumed (002 section 3).
     *
     * @param name of the queue. Default {@code qik_pricechange}
     * @param exchange the topic exchange that it is bound to. Default {@code cdz_command_topic_exchange}
     * @param routingKey with which it is bound. Default {@code klc.command.qik}
     * @param create whether exchange, queue and binding are created if they do not exist; what exists is never declared again,
     *     because its properties are the platform's. Default false
     * @param prefetch the most lines that are handed over and not acknowledged, 1 to 10000. Default 50
     */
    public record Queue(String name, String exchange, String routingKey, boolean create, int prefetch) {
        /** The defaults. */
        public static final Queue DEFAULT =
                new Queue("qik_pricechange", "cdz_command_topic_exchange", "klc.command.qik", false, 50);

        public Queue {
            Bounds.notEmpty("queue", name);
            Bounds.notEmpty("exchange", exchange);
            Bounds.inRange("prefetch", prefetch, 1, 10_000);
        }

        /** The same, creating what does not exist or not. */
        public Queue withCreate(boolean other) {
            return new Queue(name, exchange, routingKey, other, prefetch);
        }
    }

    /**
     * What becomes of lines that cannot be understood. The gateway publishes them itself and waits for the broker's
     * confirmation, so that it does not depend on how the queue was declared.
     *
     * @param exchange to which they are published, with the routing key that they had; empty: they are acknowledged once their
     *     event is stored, and go nowhere. Default {@code qik_dead_letter_exchange}
     * @param queue in which they are kept. Default {@code qik_pricechange_dead_letter}
     * @param create whether exchange, queue and binding are created if they do not exist. Default true
     * @param maxLength the most lines that a queue created here keeps; the oldest go first, above zero. Default 10000
     */
    public record DeadLetterSettings(String exchange, String queue, boolean create, int maxLength) {
        /** The defaults. */
        public static final DeadLetterSettings DEFAULT =
                new DeadLetterSettings("qik_dead_letter_exchange", "qik_pricechange_dead_letter", true, 10_000);

        public DeadLetterSettings {
            Bounds.inRange("maxLength", maxLength, 1, 100_000_000);
            if (!exchange.isEmpty()) {
                Bounds.notEmpty("dead-letter queue", queue);
            }
        }

        /** Whether lines are published at all. */
        public boolean enabled() {
            return !exchange.isEmpty();
        }
    }

    /**
     * How trouble is noticed and what is done then.
     *
     * @param heartbeat of the connection, 1 to 3600 s. Default 10 s
     * @param answerWithin how long the broker may take to accept a connection, to answer, or to confirm, above zero. Default
     *     3 s
     * @param verifyEvery how often it is looked at whether lines still come, above zero. Default 3 s
     * @param firstRetry how long after trouble it is tried again at first, above zero. Default 200 ms
     * @param lastRetry what that grows to, not below it. Default 3 s
     * @param drain how long a stop waits for lines that are being stored, zero for not at all. Default 3 s
     */
    public record Timing(
            Duration heartbeat,
            Duration answerWithin,
            Duration verifyEvery,
            Duration firstRetry,
            Duration lastRetry,
            Duration drain) {
        /** The defaults. */
        public static final Timing DEFAULT = new Timing(
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                Duration.ofMillis(200),
                Duration.ofSeconds(3),
                Duration.ofSeconds(3));

        public Timing {
            Bounds.inRange("heartbeat", heartbeat.toSeconds(), 1, 3600);
            Bounds.positive("answerWithin", answerWithin);
            Bounds.positive("verifyEvery", verifyEvery);
            Bounds.positive("firstRetry", firstRetry);
            Bounds.notNegative("drain", drain);
            if (lastRetry.compareTo(firstRetry) < 0) {
                throw new IllegalArgumentException("lastRetry " + lastRetry + " is below firstRetry " + firstRetry);
            }
        }
    }
}
