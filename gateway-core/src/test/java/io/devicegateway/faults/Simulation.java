package io.devicegateway.faults;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Presence;
import io.devicegateway.session.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of the core in a world of faults, and after it a time in which all is well. */
final class Simulation {
    private static final long CALM = 45 * World.SECOND;

    private final World world;
    private final WallClock clock;
    private final SimulatedJournal journal;
    private final SimulatedArchive archive = new SimulatedArchive();
    private final OutsideLedger ledger;
    private final List<SimulatedDevice> devices = new ArrayList<>();
    private final SimulatedGateway gateway;
    private final SimulatedBackend backend;
    private final FaultPlan plan;
    private final long faultyFor;

    /**
     * What a run was like.
     *
     * @param findings what broke a promise; empty when all is well
     * @param nanos how much time was simulated
     */
    record Outcome(
            long seed,
            List<String> findings,
            long nanos,
            int events,
            int acknowledged,
            int commands,
            int faults,
            int restarts) {}

    private Simulation(long seed, SimulatedGateway.Parts parts) {
        world = new World(seed);
        clock = new WallClock(world);
        journal = new SimulatedJournal(world, clock);
        ledger = new OutsideLedger(world, journal);
        List<DeviceId> ids = new ArrayList<>();
        int count = 2 + world.random().nextInt(4);
        for (int i = 0; i < count; i++) {
            ids.add(new DeviceId(LineProtocol.NAME, "D" + i));
        }
        Set<DeviceId> steady = Set.of(ids.get(0));
        gateway = new SimulatedGateway(world, clock, journal, archive, parts, ids, steady, world.chance(0.2));
        backend = new SimulatedBackend(world, ledger, ids);
        plan = new FaultPlan(world, journal, archive, gateway, clock, this::tellBackend);
        faultyFor = plan.lasts();
        new Strangers(world, gateway);
        gateway.start();
        tellBackend();
        ids.forEach(id -> devices.add(device(id, steady.contains(id))));
    }

    private void tellBackend() {
        backend.use(gateway.process(), gateway.sessions());
    }

    private SimulatedDevice device(DeviceId id, boolean steady) {
        long beat = world.chance(0.05) ? 20 * World.MILLI : world.between(300 * World.MILLI, 1_500 * World.MILLI);
        long returns = world.between(200 * World.MILLI, 4 * World.SECOND);
        return new SimulatedDevice(
                world, id, ledger, this::connect, new SimulatedDevice.Habits(beat, returns, world.chance(0.5), steady));
    }

    private @Nullable SimulatedConnection connect(SimulatedDevice device) {
        boolean slow = !device.habits().steady() && world.chance(0.1);
        return gateway.connect(device, device.id().value(), slow ? 2 * World.SECOND : SimulatedConnection.QUICK);
    }

    /** Runs the core with its own parts. */
    static Outcome run(long seed) {
        return run(seed, new SimulatedGateway.Parts() {});
    }

    /** Runs it with other parts. */
    static Outcome run(long seed, SimulatedGateway.Parts parts) {
        return new Simulation(seed, parts).live(seed);
    }

    private Outcome live(long seed) {
        plan.begin();
        world.runUntil(faultyFor);
        plan.end();
        devices.forEach(device -> device.calmDown(!device.habits().steady() && world.chance(0.2)));
        world.runUntil(faultyFor + CALM / 3);
        backend.stop();
        world.runUntil(faultyFor + CALM / 2);
        ledger.nothingChangesFor(devices.stream()
                .filter(device -> !device.isAway())
                .map(SimulatedDevice::id)
                .collect(Collectors.toSet()));
        world.runUntil(faultyFor + CALM);
        judge();
        return new Outcome(
                seed,
                List.copyOf(ledger.findings()),
                world.getAsLong(),
                journal.entries().size(),
                ledger.acknowledged(),
                backend.sent(),
                plan.faults(),
                plan.restarts());
    }

    private void judge() {
        Throwable thrown = world.uncaught();
        if (thrown != null) {
            ledger.finding("P5: something was thrown at a thread: " + stack(thrown));
            return;
        }
        ledger.judgeCommands();
        backend.judge();
        Sessions sessions = gateway.sessions();
        if (sessions == null) {
            ledger.finding("P5: the gateway does not run");
            return;
        }
        devices.forEach(device -> judge(device, sessions));
    }

    private void judge(SimulatedDevice device, Sessions sessions) {
        DeviceId id = device.id();
        Presence.State shown = gateway.shown(id);
        EventRecord last = ledger.lastPresence(id);
        var live = sessions.connected(id);
        if (device.isAway()) {
            if (live.isPresent() || (last != null && shown != Presence.State.OFFLINE)) {
                ledger.finding("P4: " + id + " is gone and shown as " + shown + ", " + live + ", " + last);
            }
            return;
        }
        if (shown != Presence.State.ONLINE || live.isEmpty() || live.get().silent()) {
            ledger.finding("P4: " + id + " is there and shown as " + shown + ", " + live + ", " + last);
        } else if (last == null || last.epoch() != live.get().epoch()) {
            ledger.finding("P4: " + id + " has the session " + live + " and the journal says " + last);
        }
        if (device.unacknowledged() > 4) {
            ledger.finding("P1: " + id + " has " + device.unacknowledged() + " returns that nobody takes");
        }
    }

    private static String stack(Throwable thrown) {
        return thrown
                + java.util.Arrays.stream(thrown.getStackTrace())
                        .limit(12)
                        .map(line -> "\n      " + line)
                        .collect(Collectors.joining());
    }
}
