package io.devicegateway.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A configuration that can be used, with where each value comes from.
 *
 * @param config the configuration
 * @param values one entry a setting, in the order of the table
 * @param file the file it was read from; empty for none
 */
public record LoadedConfig(GatewayConfig config, List<Effective> values, Optional<Path> file) {
    /**
     * The value that holds for a setting.
     *
     * @param text the value as it is written; {@code ***} for a secret one
     */
    public record Effective(Setting<?> setting, String text, Origin origin) {}

    /** The value that holds for a setting, with its origin. */
    public Effective of(Setting<?> setting) {
        return values.stream()
                .filter(value -> value.setting().equals(setting))
                .findFirst()
                .orElseThrow();
    }
}
