package io.devicegateway.app.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration is made of, strongest first: flags, environment, file, presets, and the defaults of the table.
 *
 * @param flags settings of the command line, in their order; a later one of the same key counts
 * @param environment the environment variables
 * @param file the file; empty for none
 * @param presets values by key that a command puts in the place of the defaults
 * @param command the command that does so
 */
public record ConfigSources(
        List<FlagValue> flags,
        Map<String, String> environment,
        Optional<Path> file,
        Map<String, String> presets,
        String command) {
    /** Nothing but the environment, and the file that it names or that lies with the distribution. */
    public static ConfigSources of(Map<String, String> environment) {
        return new ConfigSources(List.of(), environment, fileOf(environment), Map.of(), "");
    }

    /** The same with this file. */
    public ConfigSources withFile(Path path) {
        return new ConfigSources(flags, environment, Optional.of(path), presets, command);
    }

    /** The same with these flags. */
    public ConfigSources withFlags(List<FlagValue> values) {
        return new ConfigSources(List.copyOf(values), environment, file, presets, command);
    }

    /** The same with these presets. */
    public ConfigSources withPresets(String byCommand, Map<String, String> values) {
        return new ConfigSources(flags, environment, file, Map.copyOf(values), byCommand);
    }

    /** {@code GATEWAY_CONFIG}, or {@code conf/gateway.yaml} in the folder of the distribution if it is there. */
    private static Optional<Path> fileOf(Map<String, String> environment) {
        String named = environment.getOrDefault("GATEWAY_CONFIG", "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        String home = environment.getOrDefault("GATEWAY_HOME", "");
        return Optional.of(home)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "conf", "gateway.yaml"))
                .filter(Files::exists);
    }

    /**
     * A setting of the command line.
     *
     * @param flag as it was written, without the value, as {@code --set wosi.port}
     * @param key the setting's key
     * @param value its value
     */
    public record FlagValue(String flag, String key, String value) {}
}
