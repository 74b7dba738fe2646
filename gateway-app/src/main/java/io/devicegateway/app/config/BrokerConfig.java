package io.devicegateway.app.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A protocol that comes through a broker and that has no settings of its own yet.
 *
 * @param enabled whether it is connected to
 * @param broker the broker's address; empty for one that the gateway brings along
 */
public record BrokerConfig(boolean enabled, Optional<URI> broker) {
    static final Keys CHARGEPILE = new Keys(
            "chargepile",
            "Charge piles",
            "Commands for charge piles from a RabbitMQ broker (document 002).",
            "amqp",
            "amqps");

    /** The settings of one such protocol. */
    static final class Keys {
        private final Setting<Boolean> enabled;
        private final Setting<Optional<URI>> broker;
        private final Section section;

        Keys(String name, String title, String description, String... schemes) {
            enabled = Setting.of(
                    name + ".enabled",
                    ValueTypes.truth(),
                    false,
                    "Whether the gateway connects to the broker. Not built in this version: with true the gateway says so in its"
                            + " log and does not connect.");
            broker = new Setting<>(
                    name + ".broker",
                    ValueTypes.broker(schemes),
                    Optional.empty(),
                    "Address of the broker; empty for one that the gateway brings along. It may hold a user and a password, which"
                            + " are not shown.",
                    true);
            section = new Section(name, title, description, List.of(enabled, broker));
        }

        Section section() {
            return section;
        }

        BrokerConfig from(Values values) {
            return new BrokerConfig(values.get(enabled), values.get(broker));
        }
    }

    /** Without the broker's password. */
    @Override
    public String toString() {
        return "BrokerConfig[enabled=" + enabled + ", broker="
                + broker.map(URI::getHost).orElse("") + "]";
    }
}
