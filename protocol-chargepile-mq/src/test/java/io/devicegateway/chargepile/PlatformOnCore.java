package io.devicegateway.chargepile;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.Presence;
import io.devicegateway.journal.EventJournal.Reader;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.session.CommandHistory;
import io.devicegateway.session.SessionEnvironment;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.session.Sessions;
import io.devicegateway.simulation.ManualTime;
import io.devicegateway.testing.InMemoryJournal;
import io.devicegateway.testing.MemoryRegistry;
import io.devicegateway.testing.RecordingLink;
import io.devicegateway.testing.ScriptedAuthority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A platform's lines on the session core, in time that the test moves. */
final class PlatformOnCore {
    final ManualTime time = new ManualTime();
    final InMemoryJournal journal = new InMemoryJournal(InMemoryJournal.Completion.INLINE, time.clock());
    final MemoryRegistry registry = new MemoryRegistry();
    final MemoryMetrics metrics = new MemoryMetrics();
    private final ChargepileProtocol protocol;
    private final Reader applied = journal.reader(1);
    private Sessions sessions;
    RecordingLink link = new RecordingLink("broker");
    Inbound inbound;

    PlatformOnCore(ChargepileSettings settings) {
        protocol = new ChargepileProtocol(settings, time.clock());
        sessions = start();
        inbound = sessions.opener(protocol).open(link);
    }

    private Sessions start() {
        Sessions started = new Sessions(
                new SessionEnvironment(
                        journal,
                        registry,
                        new ScriptedAuthority(),
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

    /** The process dies and another takes over the same journal. */
    void restart() {
        time.forgetTasks();
        sessions = start();
        reconnect();
    }

    /** The broker's connection ends and another is made. */
    void reconnect() {
        inbound.closed(Presence.Reason.CONNECTION_LOST, "as the test wants");
        link = new RecordingLink("broker");
        inbound = sessions.opener(protocol).open(link);
    }

    /** A line for the first time; completes when it may be acknowledged. */
    CompletableFuture<Void> says(String line) {
        return says(Lines.bytes(line), false);
    }

    /** A line that the broker says it delivered before. */
    CompletableFuture<Void> saysAgain(String line) {
        return says(Lines.bytes(line), true);
    }

    CompletableFuture<Void> says(byte[] line, boolean redelivered) {
        List<CompletableFuture<Void>> durable = new ArrayList<>();
        link.executor().execute(() -> {
            CompletableFuture<Void> done = inbound.receive(line, redelivered);
            durable.add(done == null ? CompletableFuture.completedFuture(null) : done);
        });
        project();
        return durable.get(0);
    }

    void pass(Duration span) {
        time.advance(span);
        project();
    }

    private void project() {
        for (var entry = applied.poll(); entry != null; entry = applied.poll()) {
            registry.apply(entry.record());
        }
    }

    Instant now() {
        return time.clock().instant();
    }

    <E extends DeviceEvent> List<E> events(Class<E> type) {
        return journal.events().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
