package io.devicegateway.faults;

import java.time.Duration;

/** What goes wrong on the machine, when and for how long: the seed says which kinds of faults there are at all. */
final class FaultPlan {
    private final World world;
    private final SimulatedJournal journal;
    private final SimulatedArchive archive;
    private final SimulatedGateway gateway;
    private final WallClock clock;
    private final Runnable onStart;
    private final boolean isLong;
    private boolean over;
    private int faults;
    private int restarts;

    /** @param onStart told that the gateway runs again */
    FaultPlan(
            World world,
            SimulatedJournal journal,
            SimulatedArchive archive,
            SimulatedGateway gateway,
            WallClock clock,
            Runnable onStart) {
        this.world = world;
        this.journal = journal;
        this.archive = archive;
        this.gateway = gateway;
        this.clock = clock;
        this.onStart = onStart;
        isLong = world.chance(0.02);
    }

    void begin() {
        world.stalls(world.chance(0.5) ? 0.02 : 0);
        gateway.trouble(world.chance(0.6) ? 0.3 : 0);
        mayHappen(0.6, 8, 3, () -> journal.slowest(400 * World.MILLI), () -> journal.slowest(3 * World.MILLI));
        mayHappen(0.3, 15, 5, () -> journal.slowest(3 * World.SECOND), () -> journal.slowest(3 * World.MILLI));
        mayHappen(0.5, 6, 2, () -> journal.failing(0.2), () -> journal.failing(0));
        mayHappen(0.5, 6, 2, () -> journal.refusing(0.3), () -> journal.refusing(0));
        mayHappen(0.4, 12, isLong ? 900 : 4, () -> journal.full(true), () -> journal.full(false));
        mayHappen(0.4, 8, 8, () -> archive.locked(true), () -> archive.locked(false));
        mayHappen(0.3, 20, 1, () -> clock.leap(Duration.ofMinutes(world.random().nextInt(-600, 600))), () -> {});
        mayHappen(0.5, 12, 1, this::kill, () -> {});
        mayHappen(0.2, 15, 1, this::stop, () -> {});
    }

    /** For how long things go wrong, in nanoseconds. */
    long lasts() {
        return isLong ? 20 * 60 * World.SECOND : world.between(10 * World.SECOND, 60 * World.SECOND);
    }

    /**
     * @param often in how many seeds it happens at all, 0 to 1
     * @param every seconds between two of them, about
     * @param lasts seconds, about
     */
    private void mayHappen(double often, double every, double lasts, Runnable begin, Runnable end) {
        if (world.chance(often)) {
            happenLater(every, lasts, begin, end);
        }
    }

    private void happenLater(double every, double lasts, Runnable begin, Runnable end) {
        world.after(seconds(every), () -> {
            if (!over) {
                faults++;
                begin.run();
                world.after(seconds(lasts), () -> {
                    end.run();
                    happenLater(every, lasts, begin, end);
                });
            }
        });
    }

    private long seconds(double about) {
        return (long) (world.random().nextDouble() * 2 * about * World.SECOND);
    }

    private void kill() {
        if (gateway.isRunning()) {
            restarts++;
            gateway.kill();
            startLater();
        }
    }

    private void stop() {
        restarts++;
        gateway.stop(this::startLater);
    }

    private void startLater() {
        long down = world.chance(0.1) ? 20 * World.SECOND : 2 * World.SECOND;
        world.after(world.between(10 * World.MILLI, down), this::start);
    }

    private void start() {
        if (!gateway.isRunning()) {
            gateway.start();
            onStart.run();
        }
    }

    /** From now on nothing goes wrong any more. */
    void end() {
        over = true;
        world.stalls(0);
        gateway.trouble(0);
        journal.slowest(3 * World.MILLI);
        journal.failing(0);
        journal.refusing(0);
        archive.locked(false);
        start();
        journal.full(false);
    }

    int faults() {
        return faults;
    }

    int restarts() {
        return restarts;
    }
}
