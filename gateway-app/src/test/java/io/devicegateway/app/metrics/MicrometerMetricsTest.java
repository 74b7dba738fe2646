package io.devicegateway.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.metrics.Metrics;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MicrometerMetricsTest {
    private final MicrometerMetrics metrics = new MicrometerMetrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void countsUnderNameAndTags() {
        Metrics.Counter wosi = metrics.counter("gateway_frames_received", "Frames received", "protocol", "wosi");
        wosi.increment();
        wosi.add(41);
        metrics.counter("gateway_frames_received", "Frames received", "protocol", "pressure")
                .increment();

        assertThat(wosi.value()).isEqualTo(42);
        assertThat(metrics.counter("gateway_frames_received", "Frames received", "protocol", "wosi"))
                .isSameAs(wosi);
        assertThat(metrics.scrape())
                .contains("# HELP gateway_frames_received_total Frames received")
                .contains("# TYPE gateway_frames_received_total counter")
                .contains("gateway_frames_received_total{protocol=\"wosi\"} 42.0")
                .contains("gateway_frames_received_total{protocol=\"pressure\"} 1.0");
    }

    @Test
    void asksForAGaugeWhenSomebodyLooksAndTakesTheLatestSource() {
        metrics.gauge("gateway_sessions", "Sessions", () -> 1);
        System.gc();
        assertThat(metrics.scrape()).contains("gateway_sessions 1.0");

        metrics.gauge("gateway_sessions", "Sessions", () -> 2);
        assertThat(metrics.scrape()).contains("gateway_sessions 2.0").doesNotContain("gateway_sessions 1.0");
    }

    @Test
    void sortsDurationsIntoBuckets() {
        Metrics.Timer timer = metrics.timer("gateway_append", "Time to make an event durable");
        timer.record(TimeUnit.MICROSECONDS.toNanos(200));
        timer.record(TimeUnit.MILLISECONDS.toNanos(7));

        assertThat(metrics.timer("gateway_append", "Time to make an event durable"))
                .isSameAs(timer);
        assertThat(metrics.scrape())
                .contains("gateway_append_seconds_bucket{le=\"1.0E-4\"} 0")
                .contains("gateway_append_seconds_bucket{le=\"2.5E-4\"} 1")
                .contains("gateway_append_seconds_bucket{le=\"0.01\"} 2")
                .contains("gateway_append_seconds_count 2");
    }

    @Test
    void oneMeterThatDoesNotFitDisturbsNoOther() {
        metrics.counter("gateway_closed", "Connections closed", "reason", "idle")
                .increment();
        Metrics.Counter odd = metrics.counter("gateway_closed", "Connections closed", "other", "tag");
        odd.increment();

        assertThat(odd.value()).isEqualTo(1);
        assertThat(metrics.scrape()).contains("gateway_closed_total{reason=\"idle\"} 1.0");
    }

    @Test
    void tellsOfTheProcess() {
        assertThat(metrics.scrape())
                .contains("jvm_memory_used_bytes", "jvm_gc_", "jvm_threads_live_threads", "process_files_open_files")
                .contains("process_uptime_seconds", "system_cpu_count");
    }
}
