package io.devicegateway.app.config;

import java.util.List;

/**
 * The embedded brokers, which stand in for brokers that are not configured.
 *
 * @param embedded whether they may be started
 * @param mqttPort port of loopback for MQTT; 0 for a free one
 * @param amqpPort port of loopback for AMQP 0-9-1; 0 for a free one
 */
public record BrokersConfig(boolean embedded, int mqttPort, int amqpPort) {
    static final Setting<Boolean> EMBEDDED = Setting.of(
            "brokers.embedded",
            ValueTypes.truth(),
            true,
            "Whether the embedded brokers are started for a protocol that is enabled and has no broker configured. They are for"
                    + " trying things, listen on loopback only, and are not part of the archive for production.");
    static final Setting<Integer> MQTT_PORT = Setting.of(
            "brokers.mqttPort",
            ValueTypes.port(),
            1883,
            "Port of 127.0.0.1 on which the embedded MQTT broker listens. 0 takes a free one, which is logged.");
    static final Setting<Integer> AMQP_PORT = Setting.of(
            "brokers.amqpPort",
            ValueTypes.port(),
            5672,
            "Port of 127.0.0.1 on which the embedded AMQP broker listens. 0 takes a free one, which is logged.");

    static final Section SECTION = new Section(
            "brokers",
            "Embedded brokers",
            "Brokers in a process beside the gateway, for whoever has none (docs/brokers.md).",
            List.of(EMBEDDED, MQTT_PORT, AMQP_PORT));

    static BrokersConfig from(Values values) {
        return new BrokersConfig(values.get(EMBEDDED), values.get(MQTT_PORT), values.get(AMQP_PORT));
    }
}
