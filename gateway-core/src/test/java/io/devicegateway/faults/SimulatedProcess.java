package io.devicegateway.faults;

import io.devicegateway.session.Timers;
import java.time.Duration;
import java.util.concurrent.Executor;

/** A process with its threads and timers, until it is killed: from then on nothing of it runs. */
final class SimulatedProcess {
    private final World world;
    private final SimulatedThread timerThread;
    private boolean dead;

    SimulatedProcess(World world) {
        this.world = world;
        timerThread = thread("timers");
    }

    SimulatedThread thread(String name) {
        return new SimulatedThread(world, this, name);
    }

    /** Runs each task on a thread of its own, as virtual threads do. */
    Executor threads(String name) {
        return task -> thread(name).execute(task);
    }

    boolean isDead() {
        return dead;
    }

    void kill() {
        dead = true;
    }

    /** Timers whose tasks run one after the other on one thread. */
    Timers timers() {
        return this::after;
    }

    private Timers.Cancellation after(Duration delay, Runnable task) {
        boolean[] cancelled = new boolean[1];
        world.after(delay.toNanos(), () -> {
            if (!cancelled[0]) {
                timerThread.execute(() -> {
                    if (!cancelled[0]) {
                        task.run();
                    }
                });
            }
        });
        return () -> cancelled[0] = true;
    }
}
