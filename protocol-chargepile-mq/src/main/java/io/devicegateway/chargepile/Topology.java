package io.devicegateway.chargepile;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds exchanges and queues, and creates what is missing if it may. What exists is only looked at: declaring it with properties that
 * it does not have would be an error, and the properties are its owner's business. Looking for what does not exist costs the channel,
 * with some brokers the connection, so this works on connections of its own.
 */
final class Topology {
    private static final Logger LOG = LoggerFactory.getLogger(Topology.class);
    private static final String MAX_LENGTH = "x-max-length";

    private final BrokerConnector connector;

    Topology(BrokerConnector connector) {
        this.connector = connector;
    }

    /**
     * Sees to it that the queue of the platform is there.
     *
     * @throws BrokerTrouble if it is not and may not be created, or the broker refuses; says what to do
     */
    void find(BrokerSettings.Queue queue) throws BrokerTrouble {
        try (Visit visit = new Visit()) {
            boolean exists = visit.exists(channel -> channel.queueDeclarePassive(queue.name()));
            if (!queue.create()) {
                if (!exists) {
                    throw new BrokerTrouble("queue '" + queue.name()
                            + "' does not exist; create it and bind it, or allow the gateway to");
                }
                return;
            }
            boolean exchange = visit.exists(channel -> channel.exchangeDeclarePassive(queue.exchange()));
            if (!exchange) {
                visit.change(channel ->
                        channel.exchangeDeclare(queue.exchange(), BuiltinExchangeType.TOPIC, true, false, Map.of()));
                LOG.info("created the topic exchange {}", queue.exchange());
            }
            if (!exists) {
                visit.change(channel -> channel.queueDeclare(queue.name(), true, false, false, Map.of()));
                LOG.info("created the queue {}", queue.name());
            }
            visit.change(channel -> channel.queueBind(queue.name(), queue.exchange(), queue.routingKey()));
        }
    }

    /**
     * Sees to it that the dead letters have a place.
     *
     * @throws BrokerTrouble if the broker refuses; says what to do
     */
    void find(BrokerSettings.DeadLetterSettings place) throws BrokerTrouble {
        if (!place.create()) {
            return;
        }
        try (Visit visit = new Visit()) {
            if (!visit.exists(channel -> channel.exchangeDeclarePassive(place.exchange()))) {
                visit.change(channel ->
                        channel.exchangeDeclare(place.exchange(), BuiltinExchangeType.TOPIC, true, false, Map.of()));
                LOG.info("created the dead-letter exchange {}", place.exchange());
            }
            if (!visit.exists(channel -> channel.queueDeclarePassive(place.queue()))) {
                createBounded(visit, place);
            }
            visit.change(channel -> channel.queueBind(place.queue(), place.exchange(), "#"));
        }
    }

    private static void createBounded(Visit visit, BrokerSettings.DeadLetterSettings place) throws BrokerTrouble {
        Map<String, Object> bounds = Map.of(MAX_LENGTH, place.maxLength());
        try {
            visit.change(channel -> channel.queueDeclare(place.queue(), true, false, false, bounds));
            LOG.info("created the dead-letter queue {} for {} lines", place.queue(), place.maxLength());
        } catch (BrokerTrouble e) {
            int code = BrokerTrouble.replyCode(e);
            if (code != BrokerTrouble.NOT_IMPLEMENTED
                    && code != BrokerTrouble.INTERNAL_ERROR
                    && code != BrokerTrouble.RESOURCE_ERROR) {
                throw e;
            }
            LOG.warn(
                    "this broker does not know {}: the dead-letter queue {} is created without a bound; do not run it in"
                            + " production",
                    MAX_LENGTH,
                    place.queue());
            visit.change(channel -> channel.queueDeclare(place.queue(), true, false, false, Map.of()));
        }
    }

    /** A few questions to the broker, over as many channels and connections as they cost. */
    private final class Visit implements AutoCloseable {
        private @Nullable Connection connection;
        private @Nullable Channel channel;

        boolean exists(Question question) throws BrokerTrouble {
            try {
                question.ask(channel());
                return true;
            } catch (IOException | ShutdownSignalException e) {
                if (BrokerTrouble.replyCode(e) == BrokerTrouble.NOT_FOUND) {
                    return false;
                }
                throw new BrokerTrouble(BrokerTrouble.words(e), e);
            }
        }

        void change(Question change) throws BrokerTrouble {
            try {
                change.ask(channel());
            } catch (IOException | ShutdownSignalException e) {
                throw new BrokerTrouble(BrokerTrouble.words(e), e);
            }
        }

        private Channel channel() throws BrokerTrouble, IOException {
            Connection standing = connection;
            if (standing == null || !standing.isOpen()) {
                BrokerConnector.end(standing);
                standing = connector.connect("topology");
                connection = standing;
                channel = null;
            }
            Channel known = channel;
            if (known == null || !known.isOpen()) {
                known = standing.createChannel();
                channel = known;
            }
            if (known == null) {
                throw new BrokerTrouble("the broker allows no more channels on a connection");
            }
            return known;
        }

        @Override
        public void close() {
            BrokerConnector.end(connection);
        }
    }

    /** Asks the broker or tells it. */
    @FunctionalInterface
    private interface Question {
        void ask(Channel channel) throws IOException;
    }
}
