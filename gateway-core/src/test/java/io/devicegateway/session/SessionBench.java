package io.devicegateway.session;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Presence;
import io.devicegateway.journal.EventJournal.Reader;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.simulation.ManualTime;
import io.devicegateway.testing.InMemoryJournal;
import io.devicegateway.testing.MemoryRegistry;
import io.devicegateway.testing.PlainProtocol;
import io.devicegateway.testing.RecordingLink;
import io.devicegateway.testing.ScriptedAuthority;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The session core with fakes around it, for tests that speak the {@link PlainProtocol}. */
final class SessionBench {
    static final DeviceId CABINET = new DeviceId("plain", "A1");

    final ManualTime time = new ManualTime();
    final InMemoryJournal journal = new InMemoryJournal(InMemoryJournal.Completion.INLINE, time.clock());
    final MemoryRegistry registry = new MemoryRegistry();
    final ScriptedAuthority authority = new ScriptedAuthority();
    final MemoryMetrics metrics = new MemoryMetrics();
    private final PlainProtocol protocol = new PlainProtocol();
    private final Reader applied = journal.reader(1);
    private int links;
    Sessions sessions = start(CommandHistory.NONE);

    private Sessions start(CommandHistory history) {
        Sessions started = new Sessions(
                new SessionEnvironment(
                        journal,
                        registry,
                        authority,
                        history,
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

    /** The process dies and another takes over the same journal and registry. */
    void restart(CommandHistory history) {
        project();
        time.forgetTasks();
        sessions = start(history);
    }

    Wire connect() {
        links++;
        return new Wire(new RecordingLink("192.0.2.1:" + links));
    }

    Wire connectAndLogin() {
        Wire wire = connect();
        wire.says("login A1");
        return wire;
    }

    <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(DeviceCommand<R> command) {
        return sessions.send(command, CommandOptions.DEFAULT);
    }

    void advance(Duration span) {
        time.advance(span);
        project();
    }

    void project() {
        for (var entry = applied.poll(); entry != null; entry = applied.poll()) {
            registry.apply(entry.record());
        }
    }

    <E extends DeviceEvent> List<E> events(Class<E> type) {
        return journal.events().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    List<Presence.State> presences() {
        return events(Presence.class).stream().map(Presence::state).toList();
    }

    /** One connection of a device. */
    final class Wire {
        final RecordingLink link;
        final Inbound inbound;
        private int read;

        Wire(RecordingLink link) {
            this.link = link;
            this.inbound = sessions.opener(protocol).open(link);
        }

        /** The device sends a line; answers what the transport would wait for, null for nothing. */
        CompletableFuture<Void> says(String line) {
            List<CompletableFuture<Void>> durable = new ArrayList<>();
            link.executor()
                    .execute(() -> durable.add(inbound.receive((line + "\n").getBytes(StandardCharsets.US_ASCII))));
            project();
            return durable.get(0);
        }

        /** What it got since it was last asked. */
        List<String> gets() {
            List<String> lines = link.written().subList(read, link.written().size()).stream()
                    .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip())
                    .toList();
            read = link.written().size();
            return lines;
        }

        void hangsUp() {
            inbound.closed(Presence.Reason.CLOSED_BY_PEER, "");
            project();
        }
    }
}
