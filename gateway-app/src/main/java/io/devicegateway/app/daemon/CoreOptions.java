package io.devicegateway.app.daemon;

import io.devicegateway.app.config.GatewayConfig;
import io.devicegateway.app.config.LargestMessage;
import io.devicegateway.app.config.SessionsConfig;
import io.devicegateway.embedded.GatewayOptions;
import io.devicegateway.journal.LogSettings;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.registry.AdmissionMode;
import io.devicegateway.registry.RegistryAuthority;
import io.devicegateway.registry.RegistrySettings;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.tcp.TcpSettings;
import io.devicegateway.tcp.TcpTransport;
import java.time.Clock;

/** The core as it is configured. */
final class CoreOptions {
    private CoreOptions() {}

    static GatewayOptions of(GatewayConfig config, Metrics metrics) {
        GatewayOptions defaults = GatewayOptions.defaults(config.data(), Clock.systemUTC());
        return new GatewayOptions(
                config.data(),
                defaults.clock(),
                journal(config, defaults.journal()),
                registry(config),
                sessions(config),
                defaults.commandsKept(),
                registry -> new RegistryAuthority(registry, RegistryAuthority.Settings.DEFAULT),
                metrics,
                defaults.threads(),
                TcpTransport.Io.AUTO);
    }

    private static LogSettings journal(GatewayConfig config, LogSettings defaults) {
        return defaults.withSizes(config.journal().segmentBytes(), defaults.batchBytes(), defaults.maxPayloadBytes())
                .withSpace(
                        config.journal().retentionBytes(),
                        config.journal().maxBytes(),
                        config.journal().reserveBytes())
                .withLargestMessage(LargestMessage.of(config));
    }

    private static RegistrySettings registry(GatewayConfig config) {
        RegistrySettings defaults = RegistrySettings.DEFAULT;
        return new RegistrySettings(
                switch (config.registry().admission()) {
                    case OPEN -> AdmissionMode.OPEN;
                    case LISTED -> AdmissionMode.LISTED;
                },
                config.registry().maxDevices() == 0
                        ? defaults.maxDevices()
                        : config.registry().maxDevices(),
                config.registry().unknownDevices(),
                config.registry().newDevicesPerSecond(),
                defaults.maxBanks(),
                defaults.flushInterval());
    }

    private static SessionSettings sessions(GatewayConfig config) {
        SessionSettings defaults = SessionSettings.DEFAULT;
        return new SessionSettings(
                config.authority().deadline(),
                config.authority().admitFallback(),
                config.authority().ownsFallback(),
                config.authority().returnFallback(),
                config.sessions().restartGrace(),
                defaults.sweepInterval(),
                defaults.resolutionWindow());
    }

    /** A listener for devices. */
    static TcpSettings listener(String bind, int port, SessionsConfig sessions) {
        return TcpSettings.builder()
                .bind(bind)
                .port(port)
                .maxConnections(sessions.maxConnections())
                .maxConnectionsPerAddress(sessions.perAddress())
                .acceptRate(sessions.acceptRate())
                .userTimeout(sessions.tcpUserTimeout())
                .maxUndurable(sessions.maxUndurable())
                .build();
    }
}
