package io.devicegateway.session;

import io.devicegateway.metrics.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The figures of one protocol's sessions. */
final class ProtocolMeters {
    private static final int MOST_KINDS = 64;

    private static final String ANOMALIES = "gateway_protocol_anomalies";
    private static final String ANOMALIES_HELP = "Deviations from the vendor's document that were tolerated";
    private static final String MALFORMED = "gateway_frames_malformed";
    private static final String MALFORMED_HELP = "Frames that could not be understood and were dropped";

    /** What is beyond the kinds that are told apart. */
    private static final String OTHER = "other";

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
        // What never happened yet is scraped as 0, so that a rule of an alert finds it.
        anomalies.put(OTHER, counter(ANOMALIES, ANOMALIES_HELP, OTHER));
        malformed.put(OTHER, counter(MALFORMED, MALFORMED_HELP, OTHER));
    }

    Metrics.Counter received() {
        return received;
    }

    Metrics.Counter duplicates() {
        return duplicates;
    }

    void anomaly(String kind) {
        count(anomalies, ANOMALIES, ANOMALIES_HELP, kind);
    }

    void malformed(String kind) {
        count(malformed, MALFORMED, MALFORMED_HELP, kind);
    }

    private void count(Map<String, Metrics.Counter> counters, String name, String help, String kind) {
        Metrics.Counter counter = counters.get(kind);
        if (counter == null) {
            String bounded = counters.size() < MOST_KINDS ? kind : OTHER;
            counter = counters.computeIfAbsent(bounded, k -> counter(name, help, k));
        }
        counter.increment();
    }

    private Metrics.Counter counter(String name, String help, String kind) {
        return metrics.counter(name, help, "protocol", protocol, "kind", kind);
    }
}
