package io.devicegateway.vending.mqtt;

import io.devicegateway.budget.SourceLines;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Transport;
import io.devicegateway.vending.VendingCodec;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Vending cabinets through an MQTT broker. A message is taken off the broker when everything that it caused is durable, and not
 * before. The connection is made again for as long as it takes. While it is down commands are not sent; cabinets are offline
 * only when they have been silent.
 */
public final class MqttTransport implements Transport {
    private final Conversations conversations;
    private final Connector connector;

    private MqttTransport(Conversations conversations, Connector connector) {
        this.conversations = conversations;
        this.connector = connector;
    }

    /**
     * A transport that {@link io.devicegateway.embedded.EmbeddedGateway#connect} starts.
     *
     * @param codec tells whose message it is
     * @param ticker nanoseconds of a clock that never goes back
     * @param clock the wall clock, for what people read
     */
    public static Transport.Starter<MqttTransport> with(
            MqttSettings settings, VendingCodec codec, Metrics metrics, LongSupplier ticker, InstantSource clock) {
        return opener -> start(settings, codec, metrics, ticker, clock, opener);
    }

    private static MqttTransport start(
            MqttSettings settings,
            VendingCodec codec,
            Metrics metrics,
            LongSupplier ticker,
            InstantSource clock,
            Inbound.Opener opener) {
        MqttMeters meters = new MqttMeters(metrics);
        TopicNames topics = new TopicNames(settings);
        SourceLines lines = new SourceLines(ticker);
        Conversations conversations = new Conversations(settings, codec, topics, opener, meters, lines);
        Connector connector = new Connector(settings, topics, conversations, meters, ticker, clock);
        conversations.through(connector);
        meters.gauges(connector, conversations);
        connector.start();
        return new MqttTransport(conversations, connector);
    }

    /** Whether messages of cabinets come through, and why not. Safe for all threads. */
    public BrokerHealth health() {
        return connector.health();
    }

    /** How many cabinets have a conversation. */
    public int devices() {
        return conversations.size();
    }

    /** The connection is given up, so that the broker keeps what comes. */
    @Override
    public void pauseReading(String cause) {
        connector.pause(cause);
    }

    @Override
    public void resumeReading() {
        connector.resume();
    }

    /** Only cabinets that have a conversation are still heard: commands under way get their replies. */
    @Override
    public void stopReading() {
        conversations.takeNoMore();
    }

    @Override
    public void close() {
        connector.close();
        conversations.close();
    }
}
