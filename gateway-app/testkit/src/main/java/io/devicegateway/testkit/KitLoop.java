package io.devicegateway.testkit;

import io.devicegateway.simulation.ManualTime;
import io.devicegateway.simulation.PluggedDevice;
import io.devicegateway.simulation.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes things happen: on the test's thread, one after the other, until nothing is left to be done without the time going
 * on. Handlers run on their own threads, and are waited for.
 */
final class KitLoop implements Executor {
    private static final Duration STEP = Duration.ofMillis(1);
    /** Longer than any command may wait. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(25);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long CHANCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long NEVER = -1;

    private final ManualTime time = new ManualTime();
    private final TaskQueue tasks = new TaskQueue();
    private final List<PluggedDevice> devices = new ArrayList<>();
    private final Map<Thread, CompletableFuture<?>> waiting = new ConcurrentHashMap<>();
    private volatile Thread driver = Thread.currentThread();
    private volatile long devicesWaitAt = NEVER;
    private @Nullable KitRun run;

    ManualTime time() {
        return time;
    }

    /** Whose doings are looked at from now on; null for nobody's. */
    void runs(@Nullable KitRun gateway) {
        run = gateway;
    }

    void add(PluggedDevice device) {
        devices.add(device);
    }

    List<PluggedDevice> devices() {
        return List.copyOf(devices);
    }

    /** Runs it on the test's thread, next time that something happens. */
    @Override
    public void execute(Runnable task) {
        tasks.execute(task);
    }

    void later(Duration delay, Runnable task) {
        var unused = time.after(delay, task);
    }

    /** A future that completes with this one, in the kit's time. */
    <T> KitFuture<T> hand(CompletableFuture<T> inner) {
        KitFuture<T> outer = new KitFuture<>(this);
        var unused = inner.whenComplete((value, error) -> {
            Runnable completion = () -> {
                if (error == null) {
                    outer.complete(value);
                } else {
                    outer.completeExceptionally(error);
                }
            };
            // Never inside of what completes it: what waits for it may wait for more.
            tasks.execute(completion);
        });
        return outer;
    }

    /** The same, once it had the chance to complete without the time going on; other threads than ours work on it. */
    <T> CompletableFuture<T> now(CompletableFuture<T> inner) {
        long limit = System.nanoTime() + CHANCE_NANOS;
        while (!inner.isDone() && System.nanoTime() - limit < 0) {
            settle();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        KitFuture<T> outer = hand(inner);
        settle();
        return outer;
    }

    // the test's side

    /** Lets happen what can without the time going on. */
    void settle() {
        takeTheWheel();
        settle(true, () -> false);
    }

    void advance(Duration span) {
        if (span.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + span);
        }
        takeTheWheel();
        settle(true, () -> false);
        long end = time.getAsLong() + span.toNanos();
        while (time.getAsLong() < end) {
            step(end);
            settle(true, () -> false);
        }
    }

    private void takeTheWheel() {
        if (run != null && run.isHandler(Thread.currentThread())) {
            throw new IllegalStateException("a handler cannot move the time; only the test can");
        }
        driver = Thread.currentThread();
    }

    /** To when the next thing is due, but not beyond the end. */
    private void step(long end) {
        long now = time.getAsLong();
        long due = time.nextDue();
        for (PluggedDevice device : devices) {
            due = Math.min(due, device.nextDue());
        }
        long next = Math.min(end, due > now && !devicesWait() ? due : now + STEP.toNanos());
        time.advance(Duration.ofNanos(next - now));
    }

    /**
     * Does one thing after the other until there is nothing left, or it is enough. Whoever has a thread of its own comes to rest in
     * between, so that what happens, and in which order, does not hang on which thread is faster.
     */
    private void settle(boolean withDevices, BooleanSupplier enough) {
        comeToRest();
        while (!enough.getAsBoolean() && doOne(withDevices)) {
            comeToRest();
        }
    }

    private void comeToRest() {
        long limit = System.nanoTime() + PATIENCE_NANOS;
        while (run != null && !run.isAtRest(this::waits)) {
            if (System.nanoTime() - limit > 0) {
                throw new IllegalStateException("the gateway has not come to rest within 30 s" + busyHandlers());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean doOne(boolean withDevices) {
        if (tasks.runOne() || (run != null && run.tasks().runOne())) {
            return true;
        }
        if (time.nextDue() <= time.getAsLong()) {
            time.advance(Duration.ZERO);
            return true;
        }
        if (withDevices && !devicesWait()) {
            for (PluggedDevice device : List.copyOf(devices)) {
                if (device.work()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Devices have not yet done anything at this moment, and will not before the time goes on, or somebody does something. */
    private boolean devicesWait() {
        return time.getAsLong() == devicesWaitAt;
    }

    /** Somebody does something: devices need not wait for the time to go on. A handler that does so is no such somebody. */
    void wakeDevices() {
        if (run == null || !run.isHandler(Thread.currentThread())) {
            devicesWaitAt = NEVER;
        }
    }

    private String busyHandlers() {
        StringBuilder text = new StringBuilder();
        KitRun current = run;
        if (current != null) {
            var unused = current.isAtRest(thread -> {
                if (!waits(thread)) {
                    text.append("; a handler of ").append(thread.getName()).append(" is at");
                    Arrays.stream(thread.getStackTrace())
                            .limit(12)
                            .forEach(frame -> text.append("\n\t").append(frame));
                }
                return true;
            });
        }
        return text.toString();
    }

    // whoever waits

    private boolean waits(Thread thread) {
        CompletableFuture<?> awaited = waiting.get(thread);
        return awaited != null && !awaited.isDone();
    }

    void await(KitFuture<?> future) throws InterruptedException {
        if (!await(future, LONGEST_WAIT)) {
            throw new IllegalStateException("nothing came of it within " + LONGEST_WAIT + " of the kit's time");
        }
    }

    /** Whether it is complete within the span. */
    boolean await(KitFuture<?> future, Duration atMost) throws InterruptedException {
        if (future.isDone()) {
            return true;
        }
        if (Thread.currentThread().equals(driver)) {
            return drive(future, atMost);
        }
        CompletableFuture<Void> limit = new CompletableFuture<>();
        var alarm = time.after(atMost, () -> limit.complete(null));
        CompletableFuture<Object> either = CompletableFuture.anyOf(future.handle((value, error) -> true), limit);
        waiting.put(Thread.currentThread(), either);
        try {
            either.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            waiting.remove(Thread.currentThread());
            alarm.cancel();
        }
        return future.isDone();
    }

    /**
     * What the time itself brings about comes first, and devices come after it: who waits for an outcome sees the world as it was
     * when the outcome was told, before the gateway could ask the device any more.
     */
    private boolean drive(KitFuture<?> future, Duration atMost) {
        settle(true, future::isDone);
        long end = time.getAsLong() + atMost.toNanos();
        while (!future.isDone() && time.getAsLong() < end) {
            step(end);
            settle(false, future::isDone);
            if (future.isDone()) {
                devicesWaitAt = time.getAsLong();
            } else {
                settle(true, future::isDone);
            }
        }
        settle(true, () -> false);
        return future.isDone();
    }
}
