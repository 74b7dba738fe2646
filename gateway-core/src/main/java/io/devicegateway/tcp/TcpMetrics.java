package io.devicegateway.tcp;

import io.devicegateway.api.Presence;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.metrics.Metrics.Counter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The figures of one listener, all tagged with its protocol. */
final class TcpMetrics {
    private static final String REFUSED = "gateway_tcp_connections_refused";
    private static final String REFUSED_HELP = "Connections refused";

    final Counter accepted;
    final Counter bytesReceived;
    final Counter bytesSent;
    final Counter framesReceived;
    final Counter framesSent;
    final Counter bytesSkipped;
    final Counter partialTimeouts;
    final Counter failures;
    final Counter outOfBytes;
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger paused = new AtomicInteger();

    private final Metrics metrics;
    private final String protocol;
    private final Map<String, Counter> refused = new ConcurrentHashMap<>();
    private final Map<String, Counter> acceptPauses = new ConcurrentHashMap<>();
    private final Map<String, Counter> malformed = new ConcurrentHashMap<>();
    private final Map<Presence.Reason, Counter> closed = new ConcurrentHashMap<>();

    TcpMetrics(Metrics metrics, String protocol) {
        this.metrics = metrics;
        this.protocol = protocol;
        accepted = counter("gateway_tcp_connections_accepted", "Connections accepted");
        bytesReceived = counter("gateway_tcp_bytes_received", "Bytes read from devices");
        bytesSent = counter("gateway_tcp_bytes_sent", "Bytes written to devices");
        framesReceived = counter("gateway_tcp_frames_received", "Frames read from devices");
        framesSent = counter("gateway_tcp_frames_sent", "Frames written to devices");
        bytesSkipped = counter("gateway_tcp_bytes_skipped", "Bytes read that belong to no frame");
        partialTimeouts = counter("gateway_tcp_partial_timeouts", "Incomplete frames whose rest did not come in time");
        failures = counter("gateway_tcp_connection_failures", "Connections closed by an error of the gateway's own");
        outOfBytes = counter(
                "gateway_tcp_connections_out_of_bytes", "Connections closed because no bytes were left for them");
        metrics.gauge("gateway_tcp_connections", "Open connections", open::get, "protocol", protocol);
        metrics.gauge(
                "gateway_tcp_connections_paused",
                "Connections that are not read, because too much is not yet durable or the journal takes nothing",
                paused::get,
                "protocol",
                protocol);
        beginRefusals();
    }

    /** Why connections are refused; what never happened yet is scraped as 0. */
    private void beginRefusals() {
        for (String reason : new String[] {"total", "address"}) {
            tagged(refused, REFUSED, REFUSED_HELP, "reason", reason);
        }
    }

    /** A connection was reset before anything was read of it. */
    void refused(String reason) {
        tagged(refused, REFUSED, REFUSED_HELP, "reason", reason).increment();
    }

    /** Accepting paused. */
    void acceptPaused(String cause) {
        tagged(acceptPauses, "gateway_tcp_accept_pauses", "Times that accepting paused", "cause", cause)
                .increment();
    }

    /** A stream could not be understood. */
    void malformed(String kind) {
        tagged(malformed, "gateway_tcp_streams_malformed", "Connections closed for what they sent", "kind", kind)
                .increment();
    }

    /** A connection ended. */
    void closed(Presence.Reason reason) {
        Counter counter = closed.get(reason);
        if (counter == null) {
            counter = closed.computeIfAbsent(
                    reason,
                    r -> metrics.counter(
                            "gateway_tcp_connections_closed",
                            "Connections ended",
                            "protocol",
                            protocol,
                            "reason",
                            r.name().toLowerCase(Locale.ROOT)));
        }
        counter.increment();
    }

    private Counter counter(String name, String help) {
        return metrics.counter(name, help, "protocol", protocol);
    }

    private Counter tagged(Map<String, Counter> known, String name, String help, String tag, String value) {
        return known.computeIfAbsent(value, v -> metrics.counter(name, help, "protocol", protocol, tag, v));
    }
}
