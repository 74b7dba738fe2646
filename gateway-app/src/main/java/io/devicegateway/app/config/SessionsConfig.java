package io.devicegateway.app.config;

import java.time.Duration;
import java.util.List;

/**
 * The bounds of device connections, whatever their protocol.
 *
 * @param maxConnections most connections at once, on one listener
 * @param perAddress most connections at once from one address
 * @param acceptRate most new connections a second, on one listener
 * @param tcpUserTimeout how long bytes sent may stay unacknowledged by the peer's kernel
 * @param maxUndurable most messages of one connection that wait to become durable
 * @param restartGrace how long devices may take to come back after a restart before they are offline
 */
public record SessionsConfig(
        int maxConnections,
        int perAddress,
        int acceptRate,
        Duration tcpUserTimeout,
        int maxUndurable,
        Duration restartGrace) {
    static final Setting<Integer> MAX_CONNECTIONS = Setting.of(
            "sessions.maxConnections",
            ValueTypes.number(1, 1_000_000),
            20_000,
            "Device connections open at once, on one listener. A further one is reset at once and counted. The process needs as"
                    + " many file descriptors and about 200 more; `gateway doctor` compares.");
    static final Setting<Integer> PER_ADDRESS = Setting.of(
            "sessions.perAddress",
            ValueTypes.number(1, 1_000_000),
            10_000,
            "Device connections open at once from one IP address; never more than sessions.maxConnections. Mobile networks put many"
                    + " devices behind one address: this bounds one host gone wild, it does not count devices.");
    static final Setting<Integer> ACCEPT_RATE = Setting.of(
            "sessions.acceptRate",
            ValueTypes.number(1, 100_000),
            2_000,
            "New device connections a second on one listener, and at once after a quiet time. Above it, connections wait in the"
                    + " kernel's queue.");
    static final Setting<Duration> TCP_USER_TIMEOUT = Setting.of(
            "sessions.tcpUserTimeout",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(30),
            "How long bytes that were sent may stay unacknowledged before the connection counts as broken (TCP_USER_TIMEOUT; only"
                    + " on Linux).");
    static final Setting<Integer> MAX_UNDURABLE = Setting.of(
            "sessions.maxUndurable",
            ValueTypes.number(1, 10_000),
            64,
            "Messages of one connection that wait to become durable. At this bound the connection is not read until some are.");
    static final Setting<Duration> RESTART_GRACE = Setting.of(
            "sessions.restartGrace",
            Quantity.duration("0s", "1h"),
            Duration.ofMinutes(3),
            "After a restart of the gateway, how long devices that were online are shown as stale before they are offline.");

    static final Section SECTION = new Section(
            "sessions",
            "Device connections",
            "Bounds of the connections of devices, whatever protocol they speak.",
            List.of(MAX_CONNECTIONS, PER_ADDRESS, ACCEPT_RATE, TCP_USER_TIMEOUT, MAX_UNDURABLE, RESTART_GRACE));

    static SessionsConfig from(Values values) {
        return new SessionsConfig(
                values.get(MAX_CONNECTIONS),
                Math.min(values.get(PER_ADDRESS), values.get(MAX_CONNECTIONS)),
                values.get(ACCEPT_RATE),
                values.get(TCP_USER_TIMEOUT),
                values.get(MAX_UNDURABLE),
                values.get(RESTART_GRACE));
    }
}
