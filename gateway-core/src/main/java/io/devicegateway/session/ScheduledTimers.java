package io.devicegateway.session;

import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.supervision.Supervision;
import io.devicegateway.supervision.Watched;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers on one thread of their own. A task that takes long keeps all others waiting, so supervision shows it. */
public final class ScheduledTimers implements Timers, AutoCloseable {
    private static final Duration LONGEST_TASK = Duration.ofSeconds(5);

    private final ScheduledThreadPoolExecutor scheduler;
    private final Watched watched;

    /** Timers that no health looks at; what fails is logged. */
    public ScheduledTimers() {
        this(new Supervision(new MemoryMetrics(), System::nanoTime));
    }

    /** @param supervision shows them while a task fails or hangs */
    public ScheduledTimers(Supervision supervision) {
        watched = supervision.watch("timers", LONGEST_TASK);
        scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "gateway-timers");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Cancellation after(Duration delay, Runnable task) {
        ScheduledFuture<?> scheduled =
                scheduler.schedule(watched.task(task::run), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
