package io.devicegateway.vending.mqtt;

import io.devicegateway.metrics.Metrics;
import io.devicegateway.metrics.Metrics.Counter;
import io.devicegateway.vending.VendingProtocol;

/** The figures of the way through the broker. */
final class MqttMeters {
    private static final String PROTOCOL = "protocol";

    final Counter connects;
    final Counter losses;
    final Counter received;
    final Counter stored;
    final Counter acknowledged;
    final Counter published;
    private final Metrics metrics;

    MqttMeters(Metrics metrics) {
        this.metrics = metrics;
        connects = counter("gateway_broker_connects", "Connections to the broker that were made and proved to consume");
        losses = counter("gateway_broker_losses", "Connections to the broker that ended or were given up");
        received = counter("gateway_broker_received", "Messages that the broker delivered");
        stored = counter("gateway_broker_stored", "Messages that had waited at the broker");
        acknowledged = counter("gateway_broker_acknowledged", "Messages taken off the broker");
        published = counter("gateway_broker_published", "Messages handed to the broker");
        Counter retained = droppedAs("retained"); // scraped as 0 until there is one
        retained.add(0);
    }

    private Counter counter(String name, String help) {
        return metrics.counter(name, help, PROTOCOL, VendingProtocol.NAME);
    }

    /** A message that goes to no conversation. */
    void dropped(String kind) {
        droppedAs(kind).increment();
    }

    private Counter droppedAs(String kind) {
        return metrics.counter(
                "gateway_broker_dropped",
                "Messages that were taken off the broker and belong to no cabinet",
                PROTOCOL,
                VendingProtocol.NAME,
                "kind",
                kind);
    }

    void gauges(Connector connector, Conversations conversations) {
        metrics.gauge(
                "gateway_broker_up",
                "1 while messages of devices come through the broker",
                () -> connector.health().state() == BrokerHealth.State.DOWN ? 0 : 1,
                PROTOCOL,
                VendingProtocol.NAME);
        metrics.gauge(
                "gateway_broker_unacknowledged",
                "Messages delivered and not durable yet",
                conversations::unacknowledged,
                PROTOCOL,
                VendingProtocol.NAME);
        metrics.gauge(
                "gateway_broker_devices",
                "Devices with a conversation",
                conversations::size,
                PROTOCOL,
                VendingProtocol.NAME);
    }
}
