package io.devicegateway.simulation;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Keeps tasks until they are asked for, and runs them in their order on the thread that asks. Any thread adds. */
public final class TaskQueue implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs what is there, and what comes of it. Answers whether there was anything. */
    public boolean drain() {
        boolean any = false;
        for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
            next.run();
            any = true;
        }
        return any;
    }

    /** Runs the next one. Answers whether there was one. */
    public boolean runOne() {
        Runnable next = tasks.poll();
        if (next == null) {
            return false;
        }
        next.run();
        return true;
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return tasks.isEmpty();
    }
}
