package io.devicegateway.supervision;

import io.devicegateway.metrics.Metrics;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Which loops and periodic tasks of the gateway run, and which of them fail or hang at present. Safe for all threads. */
public final class Supervision {
    private static final String FAILURES = "gateway_task_failures";

    private final Metrics metrics;
    private final LongSupplier ticker;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();

    /**
     * @param metrics where failed rounds are counted
     * @param ticker nanoseconds of a monotonic clock
     */
    public Supervision(Metrics metrics, LongSupplier ticker) {
        this.metrics = metrics;
        this.ticker = ticker;
        metrics.gauge(
                "gateway_tasks_failing",
                "Loops and periodic tasks that fail or hang at present",
                () -> failing().size());
    }

    /** A loop or periodic task of which a round may take as long as it wants. */
    public Watched watch(String name) {
        return watch(name, null);
    }

    /**
     * A loop or periodic task.
     *
     * @param name what it does, for people, as {@code journal-maintenance}; a name that was there is replaced
     * @param limit a round that takes longer counts as hanging; null for no limit
     */
    public Watched watch(String name, @Nullable Duration limit) {
        Watched fresh = new Watched(
                name,
                limit,
                ticker,
                metrics.counter(FAILURES, "Rounds of loops and periodic tasks that failed", "task", name),
                gone -> remove(name, gone));
        watched.put(name, fresh);
        return fresh;
    }

    private void remove(String name, Watched gone) {
        if (watched.remove(name, gone)) {
            metrics.remove(FAILURES, "task", name);
        }
    }

    /** What fails or hangs at present, by the name of the task, with the reason in English; empty when all is well. */
    public Map<String, String> failing() {
        Map<String, String> failing = new TreeMap<>();
        watched.forEach((name, task) -> {
            String problem = task.problem();
            if (problem != null) {
                failing.put(name, problem);
            }
        });
        return failing;
    }
}
