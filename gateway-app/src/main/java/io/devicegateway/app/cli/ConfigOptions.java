package io.devicegateway.app.cli;

import io.devicegateway.app.config.ConfigLoader;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.config.ConfigSources;
import io.devicegateway.app.config.ConfigSources.FlagValue;
import io.devicegateway.app.config.GatewayConfig;
import io.devicegateway.app.config.LoadedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which configuration counts. */
final class ConfigOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file. Otherwise GATEWAY_CONFIG, or conf/gateway.yaml of the distribution.")
    private @Nullable Path file;

    @Option(
            names = {"-d", "--data"},
            paramLabel = "DIR",
            description = "Data directory, as --set data=DIR.")
    private @Nullable String data;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Sets one setting, as wosi.port=0. Repeatable. See: gateway config keys")
    private List<String> settings = new ArrayList<>();

    /** The configuration with the defaults of the table. */
    LoadedConfig load(Terminal terminal) throws ConfigRefused {
        return ConfigLoader.load(sources(terminal));
    }

    /** The configuration with some defaults of a command. */
    LoadedConfig load(Terminal terminal, String byCommand, Map<String, String> presets) throws ConfigRefused {
        return ConfigLoader.load(sources(terminal).withPresets(byCommand, presets));
    }

    /** Where the settings come from. */
    ConfigSources sources(Terminal terminal) {
        ConfigSources sources = ConfigSources.of(terminal.environment()).withFlags(flags());
        return file == null ? sources : sources.withFile(file);
    }

    private List<FlagValue> flags() {
        List<FlagValue> flags = new ArrayList<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new ParameterException(
                        command.commandLine(), "--set " + setting + ": write it as KEY=VALUE, as in --set wosi.port=0");
            }
            String key = setting.substring(0, equals);
            flags.add(new FlagValue("--set " + key, key, setting.substring(equals + 1)));
        }
        if (data != null) {
            flags.add(new FlagValue("--data", GatewayConfig.DATA.key(), data));
        }
        return flags;
    }
}
