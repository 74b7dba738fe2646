package io.devicegateway.faults;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** A thread of the simulated process: its tasks run in their order, between those of others as the seed has it. */
final class SimulatedThread implements Executor {
    private final World world;
    private final SimulatedProcess process;
    private final String name;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean scheduled;

    SimulatedThread(World world, SimulatedProcess process, String name) {
        this.world = world;
        this.process = process;
        this.name = name;
    }

    String name() {
        return name;
    }

    @Override
    public void execute(Runnable task) {
        if (process.isDead()) {
            return;
        }
        tasks.add(task);
        if (!scheduled) {
            scheduled = true;
            world.ready(this);
        }
    }

    void runOne() {
        Runnable next = process.isDead() ? null : tasks.poll();
        if (next == null) {
            scheduled = false;
            return;
        }
        try {
            next.run();
        } finally {
            if (tasks.isEmpty()) {
                scheduled = false;
            } else {
                world.ready(this);
            }
        }
    }

    @Override
    public String toString() {
        return name + " " + tasks;
    }
}
