package io.devicegateway.transcript;

import io.devicegateway.api.Admission;
import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Presence;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.journal.EventJournal.Reader;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.session.CommandHistory;
import io.devicegateway.session.SessionEnvironment;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.session.Sessions;
import io.devicegateway.simulation.ManualTime;
import io.devicegateway.testing.InMemoryJournal;
import io.devicegateway.testing.MemoryRegistry;
import io.devicegateway.testing.RecordingLink;
import io.devicegateway.testing.ScriptedAuthority;
import io.devicegateway.transcript.Transcript.Step;
import io.devicegateway.transcript.TranscriptRunner.Way;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One device talking to the session core, with fakes for the journal, the registry, the authority, the link and time. */
final class Conversation<M> implements AutoCloseable {
    private final Protocol<M> protocol;
    private final @Nullable Framing framing;
    private final Way way;
    private final ManualTime time;
    private final InMemoryJournal journal;
    private final MemoryRegistry registry = new MemoryRegistry();
    private final ScriptedAuthority authority = new ScriptedAuthority();
    private final Sessions sessions;
    private final Queue<CompletableFuture<? extends CommandResult<?>>> results = new ArrayDeque<>();
    private final Reader applied;
    private final List<Wire> wires = new ArrayList<>();
    private Wire wire;
    private int eventsSeen;

    Conversation(Protocol<M> protocol, Way way, ManualTime time) {
        this.protocol = protocol;
        this.framing = protocol instanceof StreamProtocol<?> stream ? stream.framing() : null;
        this.way = way;
        this.time = time;
        this.journal = new InMemoryJournal(InMemoryJournal.Completion.INLINE, time.clock());
        this.applied = journal.reader(1);
        this.sessions = new Sessions(
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
        wire = connect();
    }

    void perform(Step step) {
        switch (step) {
            case Step.FromDevice sent -> acting(() -> send(sent.bytes()));
            case Step.ToDevice expected -> wire.expect(expected.frame());
            case Step.Closed closed -> wire.expectClosed();
            case Step.Event event -> expectEvent(event);
            case Step.Command command -> acting(() -> command(command));
            case Step.Result result -> expectResult(result);
            case Step.Wait wait -> acting(() -> time.advance(wait.span()));
            case Step.Directive directive -> direct(directive);
        }
    }

    /** Where the journal is held, nothing may leave before what was published is durable. */
    private void acting(Runnable action) {
        if (way == Way.JOURNAL_HELD) {
            int before = written();
            journal.hold();
            action.run();
            while (journal.heldAppends() > 0) {
                if (written() != before && journal.heldEvents().stream().anyMatch(Conversation::holdsBack)) {
                    throw new AssertionError("something was sent before an event of the same message was durable");
                }
                journal.release();
                before = written();
                journal.hold();
            }
            journal.release();
        } else {
            action.run();
        }
        project();
    }

    /** Whether nothing may leave before this event is durable. What the gateway only observed holds nothing back. */
    private static boolean holdsBack(DeviceEvent event) {
        return switch (event) {
            case Presence presence ->
                presence.state() == Presence.State.ONLINE && presence.reason() != Presence.Reason.HEARD_AGAIN;
            case CommandEvent.CommandIssued issued -> true;
            case CommandEvent observed -> false;
            default -> true;
        };
    }

    private int written() {
        return wires.stream().mapToInt(each -> each.link.written().size()).sum();
    }

    private void project() {
        for (var entry = applied.poll(); entry != null; entry = applied.poll()) {
            registry.apply(entry.record());
        }
    }

    private void send(byte[] bytes) {
        if (framing == null) {
            wire.receive(bytes);
        } else if (way == Way.BYTE_BY_BYTE) {
            for (byte each : bytes) {
                wire.feed(new byte[] {each});
            }
        } else {
            wire.feed(bytes);
        }
    }

    private void command(Step.Command step) {
        Map<String, String> components = new LinkedHashMap<>(step.components());
        String deadline = components.remove("deadline");
        String key = components.remove("key");
        CommandOptions options = new CommandOptions(deadline == null ? null : Transcript.span(deadline), key);
        DeviceCommand<? extends DeviceReply> command = Records.command(step.name(), device(), components);
        results.add(sessions.send(command, options));
    }

    private DeviceId device() {
        return journal.entries().stream()
                .filter(entry -> entry.record().event() instanceof Presence)
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no device is identified yet"))
                .record()
                .device();
    }

    private void expectEvent(Step.Event expected) {
        List<DeviceEvent> events = journal.events();
        while (eventsSeen < events.size()) {
            DeviceEvent event = events.get(eventsSeen);
            if (event.getClass().getSimpleName().equals(expected.name())
                    && Records.mismatch(event, expected.components()).isEmpty()) {
                eventsSeen++;
                return;
            }
            if (!isOptional(event)) {
                throw new AssertionError("expected event " + expected.name() + " " + expected.components()
                        + " but the next is " + event);
            }
            eventsSeen++;
        }
        throw new AssertionError("expected event " + expected.name() + " " + expected.components()
                + " but there is none; all events: " + events);
    }

    private static boolean isOptional(DeviceEvent event) {
        return event instanceof Presence
                || event instanceof CommandEvent.CommandIssued
                || event instanceof CommandEvent.CommandSettled;
    }

    private void expectResult(Step.Result expected) {
        CompletableFuture<? extends CommandResult<?>> next = results.poll();
        if (next == null) {
            throw new AssertionError("no command waits for a result");
        }
        if (!next.isDone()) {
            throw new AssertionError("the command has no result yet");
        }
        Records.check(next.join(), expected.words(), expected.components());
    }

    private void direct(Step.Directive directive) {
        String what = directive.words().get(0);
        String value = directive.words().size() > 1 ? directive.words().get(1) : "";
        switch (what) {
            case "judgeReturn" -> authority.onJudgeReturn(q -> answer(value, () -> ReturnVerdict.valueOf(value)));
            case "owns" -> authority.onOwns(q -> answer(value, () -> Boolean.valueOf(value)));
            case "admit" ->
                authority.onAdmit(q -> answer(
                        value,
                        () -> value.equals("DENIED")
                                ? new Admission.Denied(String.join(
                                        " ",
                                        directive
                                                .words()
                                                .subList(2, directive.words().size())))
                                : new Admission.Admitted()));
            case "reconnect" -> wire = connect();
            case "stored" -> acting(() -> wire.receiveStored(Transcript.bytesOf(directive.rest())));
            case "down" -> wire.link.down(true);
            case "up" -> wire.link.down(false);
            case "hangup" -> acting(() -> wire.inbound.closed(Presence.Reason.CLOSED_BY_PEER, "hung up"));
            case "disable" -> registry.put(device(), Map.of(), false, value);
            default -> throw new IllegalArgumentException("unknown directive " + what);
        }
    }

    private static <A> CompletableFuture<A> answer(String word, java.util.function.Supplier<A> value) {
        return switch (word) {
            case "silent" -> new CompletableFuture<>();
            case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("as the transcript says"));
            default -> CompletableFuture.completedFuture(value.get());
        };
    }

    void checkNothingLeft() {
        for (Wire each : wires) {
            each.checkNothingLeft();
        }
        List<DeviceEvent> events = journal.events();
        for (DeviceEvent event : events.subList(eventsSeen, events.size())) {
            if (!isOptional(event)) {
                throw new AssertionError("an event was not expected: " + event);
            }
        }
        if (!results.isEmpty()) {
            throw new AssertionError("the result of a command is not looked at");
        }
    }

    private Wire connect() {
        RecordingLink link = new RecordingLink("198.51.100." + (wires.size() + 1) + ":40000");
        Wire fresh = new Wire(link, sessions.opener(protocol).open(link));
        wires.add(fresh);
        return fresh;
    }

    @Override
    public void close() {
        sessions.close();
        applied.close();
        journal.close();
    }

    /** One connection: cuts frames as a transport does. */
    private final class Wire {
        private final RecordingLink link;
        private final Inbound inbound;
        private byte[] rest = {};
        private long quietSince;
        private boolean closedSeen;
        private int read;

        Wire(RecordingLink link, Inbound inbound) {
            this.link = link;
            this.inbound = inbound;
        }

        /** One message, where the transport keeps them apart. */
        void receive(byte[] message) {
            link.executor().execute(() -> {
                var unused = inbound.receive(message);
            });
        }

        void receiveStored(byte[] message) {
            link.executor().execute(() -> {
                var unused = inbound.receiveStored(message, false);
            });
        }

        void feed(byte[] bytes) {
            byte[] all = Arrays.copyOf(rest, rest.length + bytes.length);
            System.arraycopy(bytes, 0, all, rest.length, bytes.length);
            rest = all;
            cut(false);
            watchPartial();
        }

        /** A rest that stays for too long is given to the framing once more, as a transport does. */
        private void watchPartial() {
            long now = time.getAsLong();
            quietSince = now;
            if (rest.length > 0) {
                Duration patience = framing.partialTimeout();
                time.after(patience, () -> {
                    if (rest.length > 0 && quietSince == now && link.isOpen()) {
                        cut(true);
                    }
                });
            }
        }

        private void cut(boolean quiet) {
            boolean more = true;
            while (more && rest.length > 0 && link.isOpen()) {
                var view = java.nio.ByteBuffer.wrap(rest);
                try {
                    Framing.Cut cut = quiet ? framing.onQuiet(view) : framing.next(view);
                    quiet = false;
                    switch (cut) {
                        case Framing.Cut.More wait -> more = false;
                        case Framing.Cut.Frame frame -> {
                            byte[] bytes = take(frame.length());
                            link.executor().execute(() -> {
                                var unused = inbound.receive(bytes);
                            });
                        }
                        case Framing.Cut.Skip skip -> {
                            byte[] bytes = take(skip.length());
                            link.executor().execute(() -> inbound.skipped(bytes, skip.anomaly()));
                        }
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

        void expect(byte[] frame) {
            String expected = HexFormat.ofDelimiter(" ").formatHex(frame);
            if (read >= link.written().size()) {
                throw new AssertionError("expected " + expected + " but nothing was sent");
            }
            String actual = HexFormat.ofDelimiter(" ").formatHex(link.written().get(read));
            if (!actual.equals(expected)) {
                throw new AssertionError("expected " + expected + " but " + actual + " was sent");
            }
            read++;
        }

        void expectClosed() {
            if (link.isOpen()) {
                throw new AssertionError("the connection is still open");
            }
            closedSeen = true;
        }

        void checkNothingLeft() {
            if (read < link.written().size()) {
                throw new AssertionError("sent but not expected: "
                        + HexFormat.ofDelimiter(" ").formatHex(link.written().get(read)));
            }
            if (!link.isOpen() && !closedSeen && !link.closeReason().contains("took over")) {
                throw new AssertionError("the connection was closed: " + link.closeReason());
            }
        }
    }
}
