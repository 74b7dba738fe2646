package io.devicegateway.faults;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.JournalState;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.registry.Registry;
import io.devicegateway.session.CommandHistory;
import io.devicegateway.session.SessionEnvironment;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.session.Sessions;
import io.devicegateway.session.Timers;
import io.devicegateway.supervision.Supervision;
import io.devicegateway.testing.MemoryRegistry;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The session core as a process has it: put together over what is on the disk, as the embedded gateway does, and dropped as a whole
 * when it is killed.
 */
final class SimulatedGateway {
    private static final SessionSettings SETTINGS = new SessionSettings(
            Duration.ofSeconds(1),
            true,
            true,
            ReturnVerdict.ACCEPTED,
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofHours(1));

    private final World world;
    private final WallClock clock;
    private final SimulatedJournal journal;
    private final SimulatedArchive archive;
    private final Parts parts;
    private final List<DeviceId> devices;
    private final Set<DeviceId> steady;
    private final LineProtocol protocol;
    private final Set<SimulatedConnection> connections = new LinkedHashSet<>();
    private double trouble;
    private boolean paused;
    private int ports;
    private @Nullable SimulatedProcess process;
    private @Nullable Sessions sessions;
    private MemoryRegistry registry = new MemoryRegistry();

    /** What may be put in the place of a part, to see that the ledger finds what is wrong with it. */
    interface Parts {
        /** The journal as the core sees it. */
        default EventJournal journal(SimulatedJournal disk, World world) {
            return disk;
        }

        /** The commands of earlier runs as the core sees them. */
        default CommandHistory history(SimulatedArchive archive) {
            return archive;
        }

        /** The timers of the core. */
        default Timers timers(SimulatedProcess process) {
            return process.timers();
        }

        /** What the core remembers of the time before. */
        default void memories(SimulatedJournal disk, Sessions sessions) {
            disk.memories(1, sessions::restore);
        }
    }

    SimulatedGateway(
            World world,
            WallClock clock,
            SimulatedJournal journal,
            SimulatedArchive archive,
            Parts parts,
            List<DeviceId> devices,
            Set<DeviceId> steady,
            boolean inOrder) {
        this.world = world;
        this.clock = clock;
        this.journal = journal;
        this.archive = archive;
        this.parts = parts;
        this.devices = devices;
        this.steady = steady;
        this.protocol = new LineProtocol(inOrder);
    }

    /** How often the authority does not simply answer, 0 to 1. */
    void trouble(double often) {
        trouble = often;
    }

    boolean isRunning() {
        return process != null;
    }

    @Nullable
    SimulatedProcess process() {
        return process;
    }

    @Nullable
    Sessions sessions() {
        return sessions;
    }

    Registry registry() {
        return registry;
    }

    void start() {
        SimulatedProcess started = new SimulatedProcess(world);
        process = started;
        paused = false;
        registry = new MemoryRegistry();
        devices.forEach(id -> registry.put(id, Map.of(), true, null));
        EventJournal.Reader reader = journal.reader(1);
        archive.locked(false);
        follow(reader);
        archive.flush();
        MemoryMetrics metrics = new MemoryMetrics();
        Sessions core = new Sessions(
                new SessionEnvironment(
                        parts.journal(journal, world),
                        registry,
                        new SimulatedAuthority(world, started, steady, () -> trouble),
                        parts.history(archive),
                        parts.timers(started),
                        world,
                        clock,
                        SETTINGS,
                        metrics,
                        new Supervision(metrics, world),
                        started.threads("caller")),
                journal.durableOffset() + 1);
        sessions = core;
        parts.memories(journal, core);
        journal.open(started, state -> onState(core, state));
        core.start();
        followLater(started, started.thread("projection"), reader, 0);
    }

    private void onState(Sessions core, JournalState state) {
        paused = !(state instanceof JournalState.Open);
        core.readingPaused(paused);
        connections.forEach(each -> each.pause(paused));
    }

    private void followLater(SimulatedProcess mine, SimulatedThread thread, EventJournal.Reader reader, int round) {
        world.after(
                world.between(World.MILLI, 50 * World.MILLI),
                () -> thread.execute(() -> {
                    follow(reader);
                    if (round % 20 == 19) {
                        archive.flush();
                    }
                    if (!mine.isDead()) {
                        followLater(mine, thread, reader, round + 1);
                    }
                }));
    }

    private void follow(EventJournal.Reader reader) {
        for (EventJournal.Entry entry = reader.poll(); entry != null; entry = reader.poll()) {
            registry.apply(entry.record());
            archive.apply(entry.record());
        }
    }

    /** The process dies, without a word or in the middle of one. */
    void kill() {
        SimulatedProcess dying = process;
        if (dying != null) {
            dying.kill();
            process = null;
            sessions = null;
            journal.crash();
            archive.crash();
            connections.forEach(each -> each.processDied(world.chance(0.8)));
            connections.clear();
        }
    }

    /** It is told to stop, and has that long to end what it can. */
    void stop(Runnable afterwards) {
        Sessions running = sessions;
        SimulatedProcess stopping = process;
        if (running == null || stopping == null) {
            return;
        }
        stopping.thread("shutdown").execute(running::refuseCommands);
        world.after(
                world.between(0, World.SECOND),
                () -> stopping.thread("shutdown").execute(running::close));
        world.after(2 * World.SECOND, () -> {
            if (!stopping.isDead()) {
                kill();
                afterwards.run();
            }
        });
    }

    /** Somebody connects; null when nobody is there. */
    @Nullable
    SimulatedConnection connect(SimulatedConnection.Peer peer, String name, long slowest) {
        SimulatedProcess running = process;
        Sessions core = sessions;
        if (running == null || core == null) {
            return null;
        }
        SimulatedConnection made = new SimulatedConnection(world, running, name + ":" + ++ports, peer, slowest);
        connections.removeIf(each -> !each.isOpen());
        connections.add(made);
        made.open(core.opener(protocol));
        made.pause(paused);
        return made;
    }

    /** Whether the device has a connection that is shown. */
    Presence.State shown(DeviceId device) {
        return registry.find(device).orElseThrow().presence().state();
    }
}
