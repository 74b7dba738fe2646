package io.devicegateway.app.config;

import java.util.List;

/**
 * The HTTP API.
 *
 * @param bind address to listen on
 * @param port port to listen on; 0 for a free one
 * @param maxBodyBytes longest request body
 * @param maxConnections most connections at once
 * @param maxStreams most event streams at once
 */
public record HttpConfig(String bind, int port, long maxBodyBytes, int maxConnections, int maxStreams) {
    static final Setting<String> BIND = Setting.of(
            "http.bind",
            ValueTypes.host(),
            "127.0.0.1",
            "Address that the HTTP API listens on. It speaks plain HTTP and is protected by a token only: leave it on loopback, or"
                    + " put a proxy with TLS before it.");
    static final Setting<Integer> PORT = Setting.of(
            "http.port",
            ValueTypes.port(),
            8080,
            "Port of the HTTP API. 0 takes a free one, which is logged and written to the file http.address of the data"
                    + " directory.");
    static final Setting<Long> MAX_BODY = Setting.of(
            "http.maxBody",
            Quantity.size("1KiB", "16MiB"),
            64L << 10,
            "Longest body of a request. A longer one is refused with status 413.");
    static final Setting<Integer> MAX_CONNECTIONS = Setting.of(
            "http.maxConnections",
            ValueTypes.number(1, 10_000),
            256,
            "HTTP connections open at once. Further ones wait until one closes.");
    static final Setting<Integer> MAX_STREAMS = Setting.of(
            "http.maxStreams",
            ValueTypes.number(1, 1_000),
            64,
            "Event streams (server-sent events) open at once. A further one is refused with status 503.");

    static final Section SECTION = new Section(
            "http",
            "HTTP API",
            "Devices, commands, events, health and metrics over HTTP.",
            List.of(BIND, PORT, MAX_BODY, MAX_CONNECTIONS, MAX_STREAMS));

    static HttpConfig from(Values values) {
        return new HttpConfig(
                values.get(BIND),
                values.get(PORT),
                values.get(MAX_BODY),
                values.get(MAX_CONNECTIONS),
                values.get(MAX_STREAMS));
    }
}
