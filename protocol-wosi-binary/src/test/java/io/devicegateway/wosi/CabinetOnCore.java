package io.devicegateway.wosi;

import io.devicegateway.api.BankReturned;
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
import io.devicegateway.session.CommandHistory;
import io.devicegateway.session.SessionEnvironment;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.session.Sessions;
import io.devicegateway.simulation.ManualTime;
import io.devicegateway.simulation.VirtualDevice.Act;
import io.devicegateway.testing.InMemoryJournal;
import io.devicegateway.testing.MemoryRegistry;
import io.devicegateway.testing.RecordingLink;
import io.devicegateway.testing.ScriptedAuthority;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Virtual cabinets that talk to the session core in time that a test moves; no sockets, no threads. */
final class CabinetOnCore implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(20);

    final ScriptedAuthority authority = new ScriptedAuthority();
    final InMemoryJournal journal;
    private final WosiProtocol protocol;
    private final ManualTime time = new ManualTime();
    private final MemoryRegistry registry = new MemoryRegistry();
    private final Sessions sessions;
    private final Reader applied;
    private final List<Plugged> plugged = new ArrayList<>();

    CabinetOnCore(WosiSettings settings) {
        protocol = new WosiProtocol(settings);
        journal = new InMemoryJournal(InMemoryJournal.Completion.INLINE, time.clock());
        applied = journal.reader(1);
        sessions = new Sessions(
                new SessionEnvironment(
                        journal,
                        registry,
                        authority,
                        CommandHistory.NONE,
                        time,
                        time,
                        time.clock(),
                        SessionSettings.DEFAULT,
                        new MemoryMetrics()),
                1);
        sessions.start();
    }

    /** Connects a cabinet, and again whenever its connection ends. */
    WosiCabinet plug(WosiCabinetSettings settings, WosiCabinetListener listener) {
        WosiCabinet cabinet = new WosiCabinet(settings, listener);
        Plugged connection = new Plugged(cabinet);
        plugged.add(connection);
        connection.connect();
        return cabinet;
    }

    WosiCabinet plug(WosiCabinetSettings settings) {
        return plug(settings, WosiCabinetListener.NONE);
    }

    void pass(Duration span) {
        long end = time.getAsLong() + span.toNanos();
        while (time.getAsLong() < end) {
            settle();
            time.advance(STEP);
        }
        settle();
    }

    <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(DeviceCommand<R> command) {
        CompletableFuture<CommandResult<R>> result = sessions.send(command, CommandOptions.DEFAULT);
        settle();
        return result;
    }

    List<DeviceEvent> events() {
        return journal.events();
    }

    <E extends DeviceEvent> List<E> events(Class<E> type) {
        return journal.events().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    List<BankReturned> returns() {
        return events(BankReturned.class);
    }

    List<Presence.Reason> presences() {
        return events(Presence.class).stream().map(Presence::reason).toList();
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

    /** A cabinet and its connection of the moment. */
    private final class Plugged {
        private final WosiCabinet cabinet;
        private RecordingLink link = new RecordingLink("not connected");
        private Inbound inbound = sessions.opener(protocol).open(link);
        private byte[] rest = {};
        private int read;
        private boolean deaf;
        private boolean hungUp;
        private long redialAt;
        private long lastArrival;

        Plugged(WosiCabinet cabinet) {
            this.cabinet = cabinet;
        }

        void connect() {
            link = new RecordingLink("198.51.100.1:" + (40_000 + plugged.size()));
            inbound = sessions.opener(protocol).open(link);
            rest = new byte[0];
            read = 0;
            deaf = false;
            hungUp = false;
            perform(cabinet.onConnect(millis()));
        }

        boolean work() {
            boolean moved = false;
            if (!link.isOpen()) {
                return reconnectAfterASecond();
            }
            if (!deaf && read < link.written().size()) {
                byte[] frame = link.written().get(read);
                read++;
                perform(cabinet.onBytes(frame, millis()));
                moved = true;
            }
            if (!deaf && cabinet.nextTick() <= millis()) {
                perform(cabinet.onTick(millis()));
                moved = true;
            }
            if (rest.length > 0
                    && millis() - lastArrival
                            >= protocol.framing().partialTimeout().toMillis()) {
                lastArrival = millis();
                cut(true);
            }
            return moved;
        }

        /** A cabinet needs some time to dial again after the server hung up. */
        private boolean reconnectAfterASecond() {
            if (!hungUp) {
                hungUp = true;
                redialAt = millis() + 1000;
                cabinet.onDisconnect(millis());
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
                        rest = Bytes.join(rest, sent.bytes());
                        lastArrival = millis();
                        cut(false);
                    }
                    case Act.Reconnect again -> {
                        RecordingLink old = link;
                        Inbound before = inbound;
                        old.executor().execute(() -> before.closed(Presence.Reason.CLOSED_BY_PEER, "it reconnects"));
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
