package io.devicegateway.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Simulated time, and everything that happens in it, in an order that follows from the seed. One real thread runs it all. */
final class World implements LongSupplier {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;
    private static final boolean TRACED = Long.getLong("simulation.seed") != null;
    private static final int LONGEST_TASK = 20_000;
    private static final int MOST_TASKS_A_SECOND = 40_000;

    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final List<SimulatedThread> ready = new ArrayList<>();
    private final SplittableRandom random;
    private long now;
    private long order;
    private double stalls;
    private @Nullable SimulatedThread running;
    private @Nullable Throwable uncaught;

    World(long seed) {
        random = new SplittableRandom(seed);
    }

    SplittableRandom random() {
        return random;
    }

    /** Says what happens, where one seed is looked at. */
    void trace(Supplier<String> what) {
        if (TRACED) {
            System.out.printf("%,14d us %-12s %s%n", now / 1_000, running == null ? "" : running.name(), what.get());
        }
    }

    /** Whether something of that probability happens now. */
    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** A span between two, in nanoseconds, the short ones more often. */
    long between(long least, long most) {
        double share = random.nextDouble();
        return least + (long) (share * share * (most - least));
    }

    /** How often a thread stands still before its next task, 0 to 1. */
    void stalls(double often) {
        stalls = often;
    }

    @Override
    public long getAsLong() {
        return now;
    }

    /** Something outside the process happens after so many nanoseconds. */
    void after(long nanos, Runnable task) {
        due.add(new Due(now + Math.max(0, nanos), order++, task));
    }

    /** The thread has something to do. */
    void ready(SimulatedThread thread) {
        if (stalls > 0 && chance(stalls)) {
            long longest = chance(0.02) ? 2 * SECOND : 20 * MILLI;
            after(between(0, longest), () -> ready.add(thread));
        } else {
            ready.add(thread);
        }
    }

    /** The simulated thread that runs now; null for none. */
    @Nullable
    SimulatedThread running() {
        return running;
    }

    /** What a task threw that should throw nothing; null while nothing was. */
    @Nullable
    Throwable uncaught() {
        return uncaught;
    }

    /** Lets time pass. */
    void runUntil(long end) {
        long tasks = 0;
        long most = 1_000 + (end - now) / SECOND * MOST_TASKS_A_SECOND;
        while (uncaught == null && now < end) {
            if (++tasks > most) {
                uncaught = new IllegalStateException("threads run in circles: " + ready + due.peek());
                return;
            }
            Due next = due.peek();
            if (next != null && next.at() <= now) {
                due.remove().task().run();
            } else if (!ready.isEmpty()) {
                runOne();
            } else if (next != null && next.at() <= end) {
                now = next.at();
            } else {
                now = end;
            }
        }
    }

    private void runOne() {
        int last = ready.size() - 1;
        int index = random.nextInt(last + 1);
        SimulatedThread thread = ready.get(index);
        ready.set(index, ready.get(last));
        ready.remove(last);
        now += random.nextInt(LONGEST_TASK);
        running = thread;
        try {
            thread.runOne();
        } catch (RuntimeException | Error e) {
            uncaught = e;
        } finally {
            running = null;
        }
    }

    private record Due(long at, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
