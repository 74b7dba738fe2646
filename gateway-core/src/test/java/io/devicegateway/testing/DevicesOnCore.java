package io.devicegateway.testing;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Presence;
import io.devicegateway.journal.EventJournal.Reader;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.session.CommandHistory;
import io.devicegateway.session.SessionEnvironment;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.session.Sessions;
import io.devicegateway.simulation.VirtualDevice;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Virtual devices that talk to the session core in time that a test moves; no sockets, no threads. For any protocols. */
public final class DevicesOnCore implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(20);

    private final ManualTime time = new ManualTime();
    private final InMemoryJournal journal = new InMemoryJournal(InMemoryJournal.Completion.INLINE, time.clock());
    private final MemoryRegistry registry = new MemoryRegistry();
    private final ScriptedAuthority authority = new ScriptedAuthority();
    private final MemoryMetrics metrics = new MemoryMetrics();
    private final Reader applied = journal.reader(1);
    private final List<PluggedDevice> plugged = new ArrayList<>();
    private Sessions sessions = start();

    private Sessions start() {
        Sessions started = new Sessions(
                new SessionEnvironment(
                        journal,
                        registry,
                        authority,
                        CommandHistory.NONE,
                        time,
                        time,
                        time.clock(),
                        SessionSettings.DEFAULT,
                        metrics),
                journal.durableOffset() + 1);
        journal.memories(1, started::restore);
        started.start();
        return started;
    }

    /** Connects a device, and again whenever its connection ends. */
    public <D extends VirtualDevice> D plug(Protocol<?> protocol, D device) {
        PluggedDevice fresh = new PluggedDevice(this, protocol, device, "198.51.100." + (plugged.size() + 1));
        plugged.add(fresh);
        fresh.connect();
        settle();
        return device;
    }

    /** The process dies and another takes over the same journal and registry; the devices connect again. */
    public void restart() {
        settle();
        time.forgetTasks();
        plugged.forEach(PluggedDevice::forget);
        sessions = start();
        settle();
    }

    /** Lets time pass. */
    public void pass(Duration span) {
        long end = time.getAsLong() + span.toNanos();
        while (time.getAsLong() < end) {
            settle();
            time.advance(STEP);
        }
        settle();
    }

    /** Sends a command. */
    public <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(DeviceCommand<R> command) {
        CompletableFuture<CommandResult<R>> result = sessions.send(command, CommandOptions.DEFAULT);
        settle();
        return result;
    }

    /** What was journalled of one type. */
    public <E extends DeviceEvent> List<E> events(Class<E> type) {
        return journal.events().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Why presences changed. */
    public List<Presence.Reason> presences() {
        return events(Presence.class).stream().map(Presence::reason).toList();
    }

    /** A clock that goes with the test's time. */
    public Clock clock() {
        return time.clock();
    }

    /** The journal behind it. */
    public InMemoryJournal journal() {
        return journal;
    }

    /** Who answers the devices' questions. */
    public ScriptedAuthority authority() {
        return authority;
    }

    /** What was counted. */
    public MemoryMetrics metrics() {
        return metrics;
    }

    Sessions sessions() {
        return sessions;
    }

    long millis() {
        return Duration.ofNanos(time.getAsLong()).toMillis();
    }

    private void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (PluggedDevice each : List.copyOf(plugged)) {
                moved |= each.work();
            }
            for (var entry = applied.poll(); entry != null; entry = applied.poll()) {
                registry.apply(entry.record());
            }
        }
    }

    @Override
    public void close() {
        sessions.close();
        applied.close();
        journal.close();
    }
}
