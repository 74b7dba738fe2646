package io.devicegateway.simulation;

import io.devicegateway.session.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that a test moves: a ticker, a wall clock and timers that go together. Any thread reads it and sets timers; one moves it,
 * and runs what falls due.
 */
public final class ManualTime implements Timers, LongSupplier {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private long nanos;
    private long order;

    @Override
    public synchronized Cancellation after(Duration delay, Runnable task) {
        Task scheduled = new Task(nanos + Math.max(0, delay.toNanos()), order++, task);
        tasks.add(scheduled);
        return () -> cancel(scheduled);
    }

    private synchronized void cancel(Task task) {
        tasks.remove(task);
    }

    /** Nanoseconds since the start. */
    @Override
    public synchronized long getAsLong() {
        return nanos;
    }

    /** Lets time pass and runs what falls due, in its order. */
    public void advance(Duration span) {
        long end = getAsLong() + span.toNanos();
        for (Task next = take(end); next != null; next = take(end)) {
            next.task().run();
        }
        reach(end);
    }

    /** The first task that is due by then, if there is one; the time is then its time. */
    private synchronized @Nullable Task take(long end) {
        Task next = tasks.peek();
        if (next == null || next.at() > end) {
            return null;
        }
        tasks.remove();
        nanos = Math.max(nanos, next.at());
        return next;
    }

    private synchronized void reach(long end) {
        nanos = Math.max(nanos, end);
    }

    /** When the next task is due, on the scale of {@link #getAsLong()}; {@link Long#MAX_VALUE} when there is none. */
    public synchronized long nextDue() {
        Task next = tasks.peek();
        return next == null ? Long.MAX_VALUE : next.at();
    }

    /** Forgets every task, as when the process that set them dies. */
    public synchronized void forgetTasks() {
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
                return START.plusNanos(getAsLong());
            }
        };
    }

    private record Task(long at, long order, Runnable task) {}
}
