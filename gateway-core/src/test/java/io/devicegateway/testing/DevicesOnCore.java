package io.devicegateway.testing;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Presence;
import io.devicegateway.journal.EventJournal.Reader;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.session.CommandHistory;
import io.devicegateway.session.SessionEnvironment;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.session.Sessions;
import io.devicegateway.simulation.VirtualDevice;
import io.devicegateway.simulation.VirtualDevice.Act;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Virtual devices that talk to the session core in time that a test moves; no sockets, no threads. */
public final class DevicesOnCore implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(20);

    private final ManualTime time = new ManualTime();
    private final InMemoryJournal journal = new InMemoryJournal(InMemoryJournal.Completion.INLINE, time.clock());
    private final ScriptedAuthority authority = new ScriptedAuthority();
    private final MemoryMetrics metrics = new MemoryMetrics();
    private final MemoryRegistry registry = new MemoryRegistry();
    private final StreamProtocol<?> protocol;
    private final Reader applied = journal.reader(1);
    private final List<Plugged> plugged = new ArrayList<>();
    private Sessions sessions;

    /**
     * @param protocol makes the protocol, given a clock that goes with the test's time
     */
    public DevicesOnCore(Function<Clock, StreamProtocol<?>> protocol) {
        this.protocol = protocol.apply(time.clock());
        this.sessions = start();
    }

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

    /** The gateway dies, and another takes over the same journal and registry; devices dial again. */
    public void restart() {
        settle();
        time.forgetTasks();
        Sessions old = sessions;
        sessions = start();
        old.close();
        plugged.forEach(Plugged::lose);
    }

    /** Connects a device, and again whenever its connection ends. */
    public <D extends VirtualDevice> D plug(D device) {
        Plugged connection = new Plugged(device);
        plugged.add(connection);
        connection.connect();
        return device;
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

    /** All events of one type. */
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

    /** The journal, to hold it. */
    public InMemoryJournal journal() {
        return journal;
    }

    /** The authority, to tell it what to answer. */
    public ScriptedAuthority authority() {
        return authority;
    }

    /** What was counted. */
    public MemoryMetrics metrics() {
        return metrics;
    }

    private void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Plugged each : List.copyOf(plugged)) {
                moved |= each.work();
            }
            for (var entry = applied.poll(); entry != null; entry = applied.poll()) {
                registry.apply(entry.record());
            }
        }
    }

    private long millis() {
        return Duration.ofNanos(time.getAsLong()).toMillis();
    }

    @Override
    public void close() {
        sessions.close();
        applied.close();
        journal.close();
    }

    /** A device and its connection of the moment. */
    private final class Plugged {
        private final VirtualDevice device;
        private RecordingLink link = new RecordingLink("not connected");
        private Inbound inbound = sessions.opener(protocol).open(link);
        private byte[] rest = {};
        private int read;
        private boolean deaf;
        private boolean hungUp;
        private long redialAt;
        private long lastArrival;

        Plugged(VirtualDevice device) {
            this.device = device;
        }

        void connect() {
            link = new RecordingLink("198.51.100.1:" + (40_000 + plugged.size()));
            inbound = sessions.opener(protocol).open(link);
            rest = new byte[0];
            read = 0;
            deaf = false;
            hungUp = false;
            perform(device.onConnect(millis()));
        }

        /** The other end is gone. */
        void lose() {
            link.close("the gateway died");
        }

        boolean work() {
            boolean moved = false;
            if (!link.isOpen()) {
                return reconnectAfterASecond();
            }
            if (!deaf && read < link.written().size()) {
                byte[] frame = link.written().get(read);
                read++;
                perform(device.onBytes(frame, millis()));
                moved = true;
            }
            if (!deaf && device.nextTick() <= millis()) {
                perform(device.onTick(millis()));
                moved = true;
            }
            long quiet = protocol.framing().partialTimeout().toMillis();
            if (rest.length > 0 && millis() - lastArrival >= quiet) {
                lastArrival = millis();
                cut(true);
            }
            return moved;
        }

        /** A device needs some time to dial again after the server hung up. */
        private boolean reconnectAfterASecond() {
            if (!hungUp) {
                hungUp = true;
                redialAt = millis() + 1000;
                device.onDisconnect(millis());
                return true;
            }
            if (millis() < redialAt) {
                return false;
            }
            connect();
            return true;
        }

        private void perform(List<Act> acts) {
            for (Act act : acts) {
                switch (act) {
                    case Act.Transmit sent -> {
                        rest = Arrays.copyOf(rest, rest.length + sent.bytes().length);
                        System.arraycopy(sent.bytes(), 0, rest, rest.length - sent.bytes().length, sent.bytes().length);
                        lastArrival = millis();
                        cut(false);
                    }
                    case Act.Reconnect again -> {
                        Inbound before = inbound;
                        link.executor().execute(() -> before.closed(Presence.Reason.CLOSED_BY_PEER, "it reconnects"));
                        connect();
                        return;
                    }
                    case Act.FallSilent silent -> deaf = true;
                }
            }
        }

        private void cut(boolean quiet) {
            boolean more = true;
            while (more && rest.length > 0 && link.isOpen()) {
                try {
                    ByteBuffer view = ByteBuffer.wrap(rest);
                    Framing.Cut cut = quiet
                            ? protocol.framing().onQuiet(view)
                            : protocol.framing().next(view);
                    quiet = false;
                    switch (cut) {
                        case Framing.Cut.More wait -> more = false;
                        case Framing.Cut.Frame frame -> {
                            byte[] bytes = take(frame.length());
                            Inbound to = inbound;
                            link.executor().execute(() -> {
                                var unused = to.receive(bytes);
                            });
                        }
                        case Framing.Cut.Skip skip -> inbound.skipped(take(skip.length()), skip.anomaly());
                    }
                } catch (MalformedFrame e) {
                    link.close(String.valueOf(e.getMessage()));
                    inbound.closed(Presence.Reason.PROTOCOL_ERROR, String.valueOf(e.getMessage()));
                }
            }
        }

        private byte[] take(int length) {
            byte[] taken = Arrays.copyOf(rest, length);
            rest = Arrays.copyOfRange(rest, length, rest.length);
            return taken;
        }
    }
}
