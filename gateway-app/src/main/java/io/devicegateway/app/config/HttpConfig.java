package io.devicegateway.app.config;

import io.devicegateway.app.text.Phrase;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The HTTP API.
 *
 * @param bind address to listen on
 * @param port port to listen on; 0 for a free one
 * @param hostNames names under which it may be addressed, beside localhost and any IP address
 * @param probes who may read health and metrics
 * @param maxBodyBytes longest request body
 * @param maxConnections most connections at once
 * @param maxRequests most requests under way at once
 * @param maxStreams most event streams at once
 */
public record HttpConfig(
        String bind,
        int port,
        List<String> hostNames,
        Probes probes,
        int maxBodyBytes,
        int maxConnections,
        int maxRequests,
        int maxStreams) {
    /** Who may read health and metrics. */
    public enum Probes {
        /** Open on a loopback address, with the token elsewhere. */
        AUTO,
        /** Everybody who reaches the port. */
        OPEN,
        /** Who shows the access token. */
        TOKEN
    }

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
    static final Setting<List<String>> HOST_NAMES = Setting.of(
            "http.hostNames",
            ValueTypes.list(
                    ValueTypes.text(Phrase.of("type.host.name"), Pattern.compile("[A-Za-z0-9._-]{1,253}")), 100),
            List.of(),
            "Host names under which the API may be addressed, beside localhost and any IP address. A request under another name is"
                    + " refused: it may come from a web page that pointed its own name at this machine.");
    static final Setting<Probes> PROBES = Setting.of(
            "http.probes",
            ValueTypes.choice(Probes.class),
            Probes.AUTO,
            "Who may read health and metrics: with open everybody who reaches the port, with token who shows the access token, with"
                    + " auto open on a loopback address and token elsewhere.");
    static final Setting<Long> MAX_BODY = Setting.of(
            "http.maxBody",
            Quantity.size("1KiB", "16MiB"),
            64L << 10,
            "Longest body of a request. A longer one is refused with status 413.");
    static final Setting<Integer> MAX_CONNECTIONS = Setting.of(
            "http.maxConnections",
            ValueTypes.number(1, 10_000),
            2_048,
            "HTTP connections open at once. Further ones wait until one closes.");
    static final Setting<Integer> MAX_REQUESTS = Setting.of(
            "http.maxRequests",
            ValueTypes.number(1, 10_000),
            1_024,
            "Requests under way at once, event streams not counted. A further one is refused with status 503.");
    static final Setting<Integer> MAX_STREAMS = Setting.of(
            "http.maxStreams",
            ValueTypes.number(1, 1_000),
            64,
            "Event streams (server-sent events) open at once. A further one is refused with status 503.");

    static final Section SECTION = new Section(
            "http",
            "HTTP API",
            "Devices, commands, events, health and metrics over HTTP.",
            List.of(BIND, PORT, HOST_NAMES, PROBES, MAX_BODY, MAX_CONNECTIONS, MAX_REQUESTS, MAX_STREAMS));

    static HttpConfig from(Values values) {
        return new HttpConfig(
                values.get(BIND),
                values.get(PORT),
                values.get(HOST_NAMES),
                values.get(PROBES),
                Math.toIntExact(values.get(MAX_BODY)),
                values.get(MAX_CONNECTIONS),
                values.get(MAX_REQUESTS),
                values.get(MAX_STREAMS));
    }
}
