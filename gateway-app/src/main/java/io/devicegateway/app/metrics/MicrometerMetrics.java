package io.devicegateway.app.metrics;

import io.devicegateway.metrics.Metrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Meters in a Prometheus registry, with those of the Java process: memory, garbage collection, threads, descriptors, uptime. */
public final class MicrometerMetrics implements Metrics, AutoCloseable {
    /** Upper bounds of a timer's buckets. */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final ConcurrentMap<Key, SummedCounter> counters = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, LatestGauge> gauges = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();

    public MicrometerMetrics() {
        garbageCollection.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    @Override
    public Counter counter(String name, String help, String... tags) {
        return counters.computeIfAbsent(new Key(name, List.of(tags)), key -> {
            SummedCounter counter = new SummedCounter();
            FunctionCounter.builder(name, counter, SummedCounter::value)
                    .description(help)
                    .tags(Tags.of(tags))
                    .register(registry);
            return counter;
        });
    }

    /** As in {@link Metrics}; a second one of the same name and tags takes the place of the first. */
    @Override
    public void gauge(String name, String help, DoubleSupplier value, String... tags) {
        gauges.computeIfAbsent(new Key(name, List.of(tags)), key -> {
                    LatestGauge gauge = new LatestGauge();
                    io.micrometer.core.instrument.Gauge.builder(name, gauge, LatestGauge::value)
                            .description(help)
                            .tags(Tags.of(tags))
                            .register(registry);
                    return gauge;
                })
                .source = value;
    }

    @Override
    public Timer timer(String name, String help, String... tags) {
        return timers.computeIfAbsent(new Key(name, List.of(tags)), key -> {
            io.micrometer.core.instrument.Timer timer = io.micrometer.core.instrument.Timer.builder(name)
                    .description(help)
                    .tags(Tags.of(tags))
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
            return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
        });
    }

    @Override
    public void remove(String name, String... tags) {
        Key key = new Key(name, List.of(tags));
        counters.remove(key);
        gauges.remove(key);
        timers.remove(key);
        registry.find(name).tags(tags).meters().forEach(registry::remove);
    }

    /** All meters in Prometheus' text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    /** Ends the observation of garbage collection and forgets all meters. */
    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }

    private record Key(String name, List<String> tags) {}

    private static final class SummedCounter implements Counter {
        private final LongAdder adder = new LongAdder();

        @Override
        public void add(long amount) {
            adder.add(amount);
        }

        @Override
        public long value() {
            return adder.sum();
        }
    }

    private static final class LatestGauge {
        private volatile @Nullable DoubleSupplier source;

        double value() {
            DoubleSupplier latest = source;
            return latest == null ? Double.NaN : latest.getAsDouble();
        }
    }
}
