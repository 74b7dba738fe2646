package io.devicegateway.app.config;

import java.nio.file.Path;
import java.util.List;

/**
 * The whole configuration, checked.
 *
 * @param data the data directory, as it was written: relative to the working directory
 */
public record GatewayConfig(
        Path data,
        HttpConfig http,
        SessionsConfig sessions,
        JournalConfig journal,
        RegistryConfig registry,
        AuthorityConfig authority,
        WosiConfig wosi,
        PowerbankConfig powerbank,
        PressureConfig pressure,
        VendingConfig vending,
        ChargepileConfig chargepile,
        BrokersConfig brokers,
        LoggingConfig logging) {
    /** Where everything is kept. */
    public static final Setting<Path> DATA = Setting.of(
            "data",
            ValueTypes.path(),
            Path.of("./data"),
            "Directory of everything the gateway keeps: journal, registry, token. Created if it does not exist. A relative path"
                    + " starts at the working directory.");

    private static final Section GENERAL = new Section("", "General", "", List.of(DATA));

    /** The whole table of settings, in the order of the documentation. */
    public static final List<Section> SECTIONS = List.of(
            GENERAL,
            HttpConfig.SECTION,
            SessionsConfig.SECTION,
            JournalConfig.SECTION,
            RegistryConfig.SECTION,
            AuthorityConfig.SECTION,
            WosiConfig.SECTION,
            PowerbankConfig.SECTION,
            PressureConfig.SECTION,
            VendingConfig.SECTION,
            ChargepileConfig.SECTION,
            BrokersConfig.SECTION,
            LoggingConfig.SECTION);

    static GatewayConfig from(Values values) {
        return new GatewayConfig(
                values.get(DATA),
                HttpConfig.from(values),
                SessionsConfig.from(values),
                JournalConfig.from(values),
                RegistryConfig.from(values),
                AuthorityConfig.from(values),
                WosiConfig.from(values),
                PowerbankConfig.from(values),
                PressureConfig.from(values),
                VendingConfig.from(values),
                ChargepileConfig.from(values),
                BrokersConfig.from(values),
                LoggingConfig.from(values));
    }
}
