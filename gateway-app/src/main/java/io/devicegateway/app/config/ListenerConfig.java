package io.devicegateway.app.config;

import java.util.List;

/**
 * A protocol that devices speak over TCP and that has no settings of its own yet.
 *
 * @param enabled whether it is listened for
 * @param bind address to listen on
 * @param port port to listen on; 0 for a free one
 */
public record ListenerConfig(boolean enabled, String bind, int port) {
    static final Keys POWERBANK = new Keys(
            "powerbank",
            "Power-bank lockers",
            "Power-bank lockers that speak the text protocol (document 003).",
            51610);
    static final Keys PRESSURE = new Keys(
            "pressure", "Pressure modules", "4G pressure modules that speak JSON over TCP (document 001).", 51609);

    /** The settings of one such protocol. */
    static final class Keys {
        private final Setting<Boolean> enabled;
        private final Setting<String> bind;
        private final Setting<Integer> port;
        private final Section section;

        Keys(String name, String title, String description, int defaultPort) {
            enabled = Setting.of(
                    name + ".enabled",
                    ValueTypes.truth(),
                    false,
                    "Whether the gateway listens for these devices. Not built in this version: with true the gateway says so in"
                            + " its log and does not listen.");
            bind = Setting.of(
                    name + ".bind",
                    ValueTypes.host(),
                    "0.0.0.0",
                    "Address that the gateway listens on for these devices.");
            port = Setting.of(
                    name + ".port",
                    ValueTypes.port(),
                    defaultPort,
                    "Port that the gateway listens on for these devices. 0 takes a free one, which is logged.");
            section = new Section(name, title, description, List.of(enabled, bind, port));
        }

        Section section() {
            return section;
        }

        ListenerConfig from(Values values) {
            return new ListenerConfig(values.get(enabled), values.get(bind), values.get(port));
        }
    }
}
