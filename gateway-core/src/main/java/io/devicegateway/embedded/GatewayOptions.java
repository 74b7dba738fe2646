package io.devicegateway.embedded;

import io.devicegateway.journal.LogSettings;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.registry.Arbiter;
import io.devicegateway.registry.Registry;
import io.devicegateway.registry.RegistryAuthority;
import io.devicegateway.registry.RegistrySettings;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.tcp.TcpTransport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/**
 * How a gateway is to be set up.
 *
 * @param data the data directory; created if missing; one process at a time
 * @param clock the wall clock
 * @param journal the bounds of the journal; its directory is {@code journal} in the data directory
 * @param commandsKept how long the outcome of a command, and with it its idempotency key, is kept
 * @param authority answers the questions of devices, given the registry
 * @param threads that serve device connections, 1 or more
 */
public record GatewayOptions(
        Path data,
        Clock clock,
        LogSettings journal,
        RegistrySettings registry,
        SessionSettings sessions,
        Duration commandsKept,
        Function<Registry, Arbiter> authority,
        Metrics metrics,
        int threads,
        TcpTransport.Io io) {
    /** The defaults of the configuration file, and the authority that answers from the registry. */
    public static GatewayOptions defaults(Path data, Clock clock) {
        return new GatewayOptions(
                data,
                clock,
                LogSettings.defaults(data.resolve("journal")),
                RegistrySettings.DEFAULT,
                SessionSettings.DEFAULT,
                Duration.ofDays(7),
                registry -> new RegistryAuthority(registry, RegistryAuthority.Settings.DEFAULT),
                new MemoryMetrics(),
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                TcpTransport.Io.AUTO);
    }

    /** The same with other settings of sessions. */
    public GatewayOptions with(SessionSettings other) {
        return new GatewayOptions(data, clock, journal, registry, other, commandsKept, authority, metrics, threads, io);
    }
}
