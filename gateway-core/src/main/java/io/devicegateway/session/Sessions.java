package io.devicegateway.session;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Presence;
import io.devicegateway.budget.SourceLines;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.registry.Registry;
import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.supervision.Watched;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Who is connected. The newest connection of a device wins; silence ends one; what is shown online is alive. */
public final class Sessions implements AutoCloseable {
    private static final Duration LONGEST_SWEEP = Duration.ofSeconds(30);

    private final SessionCore core;
    private final SourceLines lines;
    private final Registry registry;
    private final PresenceLog presenceLog;
    private final LiveSessions live;
    private final Set<DeviceSession<?>> open = ConcurrentHashMap.newKeySet();
    private final Set<DeviceId> awaited = ConcurrentHashMap.newKeySet();
    private final Map<String, ProtocolMeters> meters = new ConcurrentHashMap<>();
    private final AtomicLong connections = new AtomicLong();
    private final Watched sweeps;
    private volatile long graceUntil;
    private volatile boolean readingPaused;
    private volatile long resumedAt;
    private volatile boolean resumed;
    private volatile boolean closed;

    /**
     * @param startsAt the offset that the journal gives next
     * @param environment what to work with
     */
    public Sessions(SessionEnvironment environment, long startsAt) {
        registry = environment.registry();
        presenceLog = new PresenceLog(environment.journal());
        live = new LiveSessions(presenceLog, environment.ticker(), startsAt - 1, this::isBack);
        sweeps = environment.supervision().watch("session-sweep", LONGEST_SWEEP);
        CommandLedger ledger = new CommandLedger(environment, startsAt);
        lines = new SourceLines(environment.ticker());
        core = new SessionCore(
                environment.journal(),
                new Consultation(
                        environment.authority(),
                        registry,
                        ledger::mayBeOut,
                        environment.timers(),
                        environment.settings(),
                        lines,
                        environment.metrics()),
                new DedupWindow(environment.ticker()),
                ledger,
                new CommandRouting(environment, ledger, live),
                this,
                environment.timers(),
                environment.ticker(),
                environment.clock(),
                environment.settings(),
                environment.metrics());
        gauges(environment.metrics());
    }

    private void gauges(Metrics metrics) {
        metrics.gauge("gateway_sessions_identified", "Devices that are connected and identified", live.all()::size);
        metrics.gauge("gateway_sessions_open", "Connections, identified or not", open::size);
        metrics.gauge(
                "gateway_sessions_stale",
                "Connected devices that have been silent for longer than expected",
                () -> live.all().stream()
                        .filter(session -> session.pulse().isStale())
                        .count());
        metrics.gauge(
                "gateway_reports_remembered",
                "Reports whose answer is kept in case they come again",
                core.dedup()::size);
    }

    /** Takes in what the journal remembers of the time before this run. Called in journal order, before {@link #start}. */
    public void restore(EventJournal.Memory memory) {
        core.dedup().restore(memory, core.clock().millis());
    }

    /** How far back {@link #restore} needs the journal. */
    public static Duration memorySpan() {
        return DedupWindow.LONGEST;
    }

    /** Takes up what the last run left, and begins to look for silence. Called once, before any connection. */
    public void start() {
        core.commands().recover();
        graceUntil = core.ticker().getAsLong() + core.settings().restartGrace().toNanos();
        registry.all()
                .filter(device -> device.presence().state() != Presence.State.OFFLINE)
                .forEach(device -> awaited.add(device.id()));
        // Epochs run ahead of the offsets where the journal refused sessions, so what is known of the devices counts
        // too.
        live.epochsAbove(registry.all().mapToLong(RegisteredDevice::epoch).max().orElse(0));
        sweepLater();
    }

    /** What the events before say of devices. */
    Registry registry() {
        return registry;
    }

    /** Starts conversations in a protocol. */
    public <M> Inbound.Opener opener(Protocol<M> protocol) {
        ProtocolMeters figures =
                meters.computeIfAbsent(protocol.name(), name -> new ProtocolMeters(core.metrics(), name));
        core.commands().speaks(protocol);
        return link -> {
            DeviceSession<M> session =
                    new DeviceSession<>(core, protocol, figures, link, connections.incrementAndGet());
            open.add(session);
            return session;
        };
    }

    // commands

    /** The commands that the protocol of this name has words for; empty when it is not spoken here. */
    public Set<Class<? extends DeviceCommand<?>>> commands(String protocol) {
        return core.commands().commands(protocol);
    }

    /** Sends a command; see {@link io.devicegateway.api.Gateway#send}. */
    public <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(
            DeviceCommand<R> command, CommandOptions options) {
        return core.commands().send(command, options);
    }

    /** From now on commands are refused as not sent, and so are those that wait for their device. */
    public void refuseCommands() {
        core.commands().refuseAll();
    }

    /** Waits until every command under way has its result, or the time is over. */
    public void drain(Duration atMost) throws InterruptedException {
        core.commands().drain(atMost);
    }

    // presence

    /** How a device is now; empty when the last journalled presence is all that is known. */
    public Optional<Connected> connected(DeviceId device) {
        DeviceSession<?> session = live.of(device);
        Identity identity = session == null ? null : session.identity();
        if (session == null || identity == null || !session.isAnnounced()) {
            return Optional.empty();
        }
        long now = core.ticker().getAsLong();
        long silence = session.pulse().silence(now);
        Instant heard = core.clock().instant().minusNanos(silence);
        boolean silent = session.pulse().isStale() || session.pulse().isSilent(now);
        return Optional.of(
                new Connected(identity.epoch(), session.link().remote(), heard, silent, Duration.ofNanos(silence)));
    }

    /** Whether a device was online before the gateway restarted and may still come back. */
    public boolean isAwaited(DeviceId device) {
        return awaited.contains(device);
    }

    /** Ends the connection of a device, if it has one. */
    public void disconnect(DeviceId device, Presence.Reason reason, String detail) {
        DeviceSession<?> session = live.of(device);
        if (session != null) {
            session.closeFromOutside(reason, detail);
        }
        core.commands().refuse(device, reason, detail);
    }

    /** A device can get commands again. */
    private void isBack(DeviceId device) {
        core.commands().isBack(device);
    }

    /** See {@link LiveSessions#enter}. */
    CompletableFuture<?> enter(DeviceSession<?> session, DeviceId device, long heardAt) {
        CompletableFuture<?> durable = live.enter(session, device, heardAt);
        awaited.remove(device);
        return durable;
    }

    LiveSessions live() {
        return live;
    }

    /** Which lines about what devices send reach the log. */
    SourceLines lines() {
        return lines;
    }

    void left(DeviceSession<?> session) {
        open.remove(session);
    }

    // silence

    /** While nothing is read, because the journal is full, silence is our own doing and ends no connection. */
    public void readingPaused(boolean paused) {
        if (readingPaused && !paused) {
            open.forEach(session -> session.pulse().forgive());
            resumedAt = core.ticker().getAsLong();
            resumed = true;
        }
        readingPaused = paused;
        core.dedup().pause(paused);
    }

    /** Whether nothing was read for a while since then: what is read after it may have been said at any time in between. */
    boolean wasPausedSince(long time) {
        return resumed && resumedAt - time >= 0;
    }

    private void sweepLater() {
        var unused = core.timers().after(core.settings().sweepInterval(), this::sweepAgain);
    }

    private void sweepAgain() {
        boolean unused = sweeps.run(this::sweep);
        if (!closed) {
            sweepLater();
        }
    }

    /** One that fails does not keep the others from being looked at. */
    private void sweep() {
        long now = core.ticker().getAsLong();
        Sweep sweep = new Sweep();
        for (DeviceSession<?> session : open) {
            sweep.run(() -> look(session, now));
        }
        sweep.run(core.dedup()::sweep);
        sweep.run(core.commands()::sweep);
        sweep.run(live::settle);
        sweep.run(() -> live.forgetDepartedBefore(lowestUnidentified()));
        if (!awaited.isEmpty() && now - graceUntil > 0) {
            sweep.run(this::endGrace);
        }
        sweep.throwFirst();
    }

    private long lowestUnidentified() {
        return open.stream()
                .filter(session -> session.identity() == null)
                .mapToLong(DeviceSession::serial)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void look(DeviceSession<?> session, long now) {
        if (!readingPaused && session.isOverdue(now)) {
            session.closeFromOutside(Presence.Reason.PROTOCOL_ERROR, "it did not identify itself in time");
        }
        Identity identity = session.identity();
        if (identity == null) {
            return;
        }
        Pulse pulse = session.pulse();
        long silence = pulse.silence(now);
        if (silence > pulse.liveness().offlineAfter().toNanos() && !readingPaused) {
            session.closeFromOutside(Presence.Reason.SILENT, LiveSessions.silence(silence));
        } else if (silence > pulse.liveness().staleAfter().toNanos() && !pulse.isStale()) {
            pulse.markStale();
            live.sayStale(session, identity, silence);
        }
        if (live.of(identity.device()) == session && !pulse.isSilent(now)) {
            core.commands().release(identity.device());
        }
    }

    private void endGrace() {
        String detail = "it did not come back within "
                + core.settings().restartGrace().toSeconds() + " s of the gateway's restart";
        for (DeviceId device : awaited) {
            live.inStep(device, current -> {
                if (current == null && awaited.remove(device)) {
                    long epoch =
                            registry.find(device).map(RegisteredDevice::epoch).orElse(0L);
                    var unused = presenceLog.say(
                            epoch,
                            new Presence(device, Presence.State.OFFLINE, Presence.Reason.GATEWAY_RESTARTED, detail));
                }
            });
        }
    }

    // end

    /** Ends all conversations. What a device was last said to be stays: the next run shows it as stale until it is back. */
    @Override
    public void close() {
        core.commands().refuseAll();
        closed = true;
        live.close();
        for (DeviceSession<?> session : open) {
            session.closeFromOutside(Presence.Reason.GATEWAY_STOPPED, "the gateway stops");
        }
    }

    /**
     * A device's live session.
     *
     * @param silent whether nothing was heard for longer than expected
     */
    public record Connected(long epoch, String remote, Instant lastHeard, boolean silent, Duration silence) {}
}
