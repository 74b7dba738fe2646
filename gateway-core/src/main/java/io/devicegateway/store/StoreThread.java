package io.devicegateway.store;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The one platform thread that touches a database. SQLite waits in native code, which would take a carrier thread from all virtual
 * threads; who asks waits here in a way that a virtual thread can leave its carrier for.
 */
final class StoreThread {
    private final String name;
    private final ExecutorService executor;
    private volatile @Nullable Thread thread;

    StoreThread(String name) {
        this.name = name;
        executor = Executors.newSingleThreadExecutor(task -> {
            Thread made = Thread.ofPlatform().daemon().name(name).unstarted(task);
            thread = made;
            return made;
        });
    }

    /**
     * Runs a task there and waits for it, also when interrupted: what is under way cannot be called back. What the task throws is
     * thrown.
     *
     * @throws RejectedExecutionException after {@link #end()}
     * @throws IllegalStateException if called by a task
     */
    <T> T call(Callable<T> task) throws Exception {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("a task of " + name + " asks for another one");
        }
        Future<T> result = executor.submit(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw thrown(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Exception thrown(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof Exception exception ? exception : e;
    }

    /** Takes no more tasks; those that wait are still run. */
    void end() {
        executor.shutdown();
    }
}
