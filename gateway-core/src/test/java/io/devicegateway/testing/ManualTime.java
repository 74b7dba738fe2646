package io.devicegateway.testing;

import io.devicegateway.session.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** Time that a test moves: a ticker, a wall clock and timers that go together. For one thread. */
public final class ManualTime implements Timers, LongSupplier {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private long nanos;
    private long order;

    @Override
    public Cancellation after(Duration delay, Runnable task) {
        Task scheduled = new Task(nanos + Math.max(0, delay.toNanos()), order++, task);
        tasks.add(scheduled);
        return () -> tasks.remove(scheduled);
    }

    @Override
    public long getAsLong() {
        return nanos;
    }

    /** Lets time pass and runs what falls due, in its order. */
    public void advance(Duration span) {
        long end = nanos + span.toNanos();
        for (Task next = tasks.peek(); next != null && next.at() <= end; next = tasks.peek()) {
            tasks.remove();
            nanos = Math.max(nanos, next.at());
            next.task().run();
        }
        nanos = end;
    }

    /** Forgets every task, as when the process that set them dies. */
    public void forgetTasks() {
        tasks.clear();
    }

    /** A wall clock that goes with it. */
    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return START.plusNanos(nanos);
            }
        };
    }

    private record Task(long at, long order, Runnable task) {}
}
