package io.devicegateway.metrics;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** Meters in memory, for an embedded gateway without a metrics system, and for tests. */
public final class MemoryMetrics implements Metrics {
    private final Map<String, MemoryCounter> counters = new ConcurrentHashMap<>();
    private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

    @Override
    public Counter counter(String name, String help, String... tags) {
        return counters.computeIfAbsent(key(name, tags), k -> new MemoryCounter());
    }

    @Override
    public void gauge(String name, String help, DoubleSupplier value, String... tags) {
        gauges.put(key(name, tags), value);
    }

    @Override
    public Timer timer(String name, String help, String... tags) {
        Counter count = counter(name + "_count", help, tags);
        Counter nanos = counter(name + "_nanos", help, tags);
        return duration -> {
            count.increment();
            nanos.add(duration);
        };
    }

    @Override
    public void remove(String name, String... tags) {
        String key = key(name, tags);
        counters.remove(key);
        gauges.remove(key);
        counters.remove(key(name + "_count", tags));
        counters.remove(key(name + "_nanos", tags));
    }

    /** The count of that name and those tags; 0 when nothing was counted. */
    public long count(String name, String... tags) {
        MemoryCounter counter = counters.get(key(name, tags));
        return counter == null ? 0 : counter.value();
    }

    /** All values, by name and tags. */
    public Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        counters.forEach((key, counter) -> values.put(key, (double) counter.value()));
        gauges.forEach((key, gauge) -> values.put(key, gauge.getAsDouble()));
        return values;
    }

    private static String key(String name, String[] tags) {
        return tags.length == 0 ? name : name + Arrays.toString(tags);
    }

    private static final class MemoryCounter implements Counter {
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
}
