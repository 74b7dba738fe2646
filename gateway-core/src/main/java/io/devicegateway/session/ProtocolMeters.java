package io.devicegateway.session;

import io.devicegateway.metrics.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The figures of one protocol's sessions. */
final class ProtocolMeters {
    private static final int MOST_KINDS = 64;

    private final Metrics metrics;
    private final String protocol;
    private final Metrics.Counter received;
    private final Metrics.Counter duplicates;
    private final Map<String, Metrics.Counter> anomalies = new ConcurrentHashMap<>();
    private final Map<String, Metrics.Counter> malformed = new ConcurrentHashMap<>();

    ProtocolMeters(Metrics metrics, String protocol) {
        this.metrics = metrics;
        this.protocol = protocol;
        received = metrics.counter("gateway_frames_received", "Frames that devices sent", "protocol", protocol);
        duplicates = metrics.counter(
                "gateway_reports_repeated",
                "Reports that came again, got the same answer and were not published again",
                "protocol",
                protocol);
    }

    Metrics.Counter received() {
        return received;
    }

    Metrics.Counter duplicates() {
        return duplicates;
    }

    void anomaly(String kind) {
        count(
                anomalies,
                "gateway_protocol_anomalies",
                "Deviations from the vendor's document that were tolerated",
                kind);
    }

    void malformed(String kind) {
        count(malformed, "gateway_frames_malformed", "Frames that could not be understood and were dropped", kind);
    }

    private void count(Map<String, Metrics.Counter> counters, String name, String help, String kind) {
        Metrics.Counter counter = counters.get(kind);
        if (counter == null) {
            String bounded = counters.size() < MOST_KINDS ? kind : "other";
            counter = counters.computeIfAbsent(
                    bounded, k -> metrics.counter(name, help, "protocol", protocol, "kind", k));
        }
        counter.increment();
    }
}
