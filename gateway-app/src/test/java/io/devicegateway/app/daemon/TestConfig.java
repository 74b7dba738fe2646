package io.devicegateway.app.daemon;

import io.devicegateway.app.config.ConfigLoader;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.config.ConfigSources;
import io.devicegateway.app.config.ConfigSources.FlagValue;
import io.devicegateway.app.config.GatewayConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Configurations for daemons in tests: loopback, free ports. */
public final class TestConfig {
    private TestConfig() {}

    /** @param settings more of them, as {@code authority.deadline=5s} */
    public static GatewayConfig of(Path data, String... settings) throws ConfigRefused {
        List<FlagValue> flags = new ArrayList<>();
        flags.add(new FlagValue("--data", "data", data.toString()));
        for (String setting :
                List.of("http.port=0", "wosi.port=0", "wosi.bind=127.0.0.1", "powerbank.port=0", "pressure.port=0")) {
            flags.add(flag(setting));
        }
        for (String setting : settings) {
            flags.add(flag(setting));
        }
        return ConfigLoader.load(ConfigSources.of(Map.of()).withFlags(flags)).config();
    }

    private static FlagValue flag(String setting) {
        int equals = setting.indexOf('=');
        String key = setting.substring(0, equals);
        return new FlagValue("--set " + key, key, setting.substring(equals + 1));
    }
}
