package io.devicegateway.session;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Timers on one thread of their own. */
public final class ScheduledTimers implements Timers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledTimers.class);

    private final ScheduledThreadPoolExecutor scheduler;

    public ScheduledTimers() {
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
                scheduler.schedule(() -> run(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a timer task failed", e);
        }
    }
}
