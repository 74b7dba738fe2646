package io.devicegateway.session;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Presence;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.registry.Registry;
import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.session.DeviceSession.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is connected. The newest connection of a device wins; silence ends one; what is shown online is alive. */
public final class Sessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private static final String WAITED = "what was heard of it had waited on its way, nobody knows how long";

    private final SessionCore core;
    private final Registry registry;
    private final PresenceLog presenceLog;
    private final Map<DeviceId, DeviceSession<?>> live = new ConcurrentHashMap<>();
    private final Set<DeviceSession<?>> open = ConcurrentHashMap.newKeySet();
    private final Set<DeviceId> awaited = ConcurrentHashMap.newKeySet();
    private final Map<String, ProtocolMeters> meters = new ConcurrentHashMap<>();
    private final AtomicLong epochs;
    private volatile long graceUntil;
    private volatile boolean readingPaused;
    private volatile boolean closed;

    /**
     * @param startsAt a number above every epoch that is in the journal
     * @param environment what to work with
     */
    public Sessions(SessionEnvironment environment, long startsAt) {
        registry = environment.registry();
        presenceLog = new PresenceLog(environment.journal());
        epochs = new AtomicLong(startsAt - 1);
        CommandLedger ledger = new CommandLedger(environment, startsAt);
        core = new SessionCore(
                environment.journal(),
                new Consultation(
                        environment.authority(),
                        registry,
                        environment.timers(),
                        environment.settings(),
                        environment.metrics()),
                new DedupWindow(environment.ticker()),
                ledger,
                new CommandRouting(environment, ledger, new LiveSessions()),
                this,
                environment.timers(),
                environment.ticker(),
                environment.clock(),
                environment.settings(),
                environment.metrics());
        gauges(environment.metrics());
    }

    private void gauges(Metrics metrics) {
        metrics.gauge("gateway_sessions_identified", "Devices that are connected and identified", live::size);
        metrics.gauge("gateway_sessions_open", "Connections, identified or not", open::size);
        metrics.gauge(
                "gateway_sessions_stale",
                "Connected devices that have been silent for longer than expected",
                () -> live.values().stream().filter(DeviceSession::isStale).count());
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
        sweepLater();
    }

    /** Starts conversations in a protocol. */
    public <M> Inbound.Opener opener(Protocol<M> protocol) {
        ProtocolMeters figures =
                meters.computeIfAbsent(protocol.name(), name -> new ProtocolMeters(core.metrics(), name));
        core.commands().speaks(protocol);
        return link -> {
            DeviceSession<M> session = new DeviceSession<>(core, protocol, figures, link);
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
        DeviceSession<?> session = live.get(device);
        Identity identity = session == null ? null : session.identity();
        if (session == null || identity == null || !session.isAnnounced()) {
            return Optional.empty();
        }
        long silence = session.silence(core.ticker().getAsLong());
        Instant heard = core.clock().instant().minusNanos(silence);
        boolean silent = !session.isHeardLive()
                || session.isStale()
                || silence > session.liveness().staleAfter().toNanos();
        return Optional.of(
                new Connected(identity.epoch(), session.link().remote(), heard, silent, Duration.ofNanos(silence)));
    }

    /** Whether a device was online before the gateway restarted and may still come back. */
    public boolean isAwaited(DeviceId device) {
        return awaited.contains(device);
    }

    /** Ends the connection of a device, if it has one. */
    public void disconnect(DeviceId device, Presence.Reason reason, String detail) {
        DeviceSession<?> session = live.get(device);
        if (session != null) {
            session.closeFromOutside(reason, detail);
        }
        core.commands().refuse(device, reason, detail);
    }

    /**
     * A session speaks for a device from now on. Its epoch is given, it replaces the session before, and its presence is
     * appended in one step, so that the journal has a device's sessions in the order of their epochs. Answers what completes
     * when that is durable.
     */
    CompletableFuture<?> enter(DeviceSession<?> session, DeviceId id) {
        CompletableFuture<?>[] durable = new CompletableFuture<?>[1];
        DeviceSession<?>[] before = new DeviceSession<?>[1];
        live.compute(id, (device, current) -> {
            Identity identity = new Identity(device, epochs.incrementAndGet());
            session.becomes(identity);
            before[0] = current;
            Presence.Reason reason = current == null ? Presence.Reason.CONNECTED : Presence.Reason.TAKEN_OVER;
            durable[0] = session.isHeardLive()
                    ? append(session, identity, Presence.State.ONLINE, reason, "")
                    : append(session, identity, Presence.State.STALE, reason, WAITED);
            if (!session.isHeardLive()) {
                session.markStale();
            }
            return session;
        });
        awaited.remove(id);
        if (before[0] != null) {
            before[0].closeFromOutside(
                    Presence.Reason.TAKEN_OVER,
                    "a newer connection from " + session.link().remote() + " took over");
        }
        return durable[0].thenRun(() -> {
            session.announce();
            core.commands().release(id);
        });
    }

    /** A session no longer speaks for a device; says so unless a newer one does. */
    void leave(DeviceSession<?> session, Identity identity, Presence.Reason reason, String detail) {
        live.computeIfPresent(identity.device(), (device, current) -> {
            if (current != session) {
                return current;
            }
            if (!closed) {
                var unused = append(session, identity, Presence.State.OFFLINE, reason, detail);
            }
            return null;
        });
    }

    /** A silent device was heard from again. */
    void heardAgain(DeviceSession<?> session, Identity identity) {
        say(session, identity, Presence.State.ONLINE, Presence.Reason.HEARD_AGAIN, "");
        core.commands().release(identity.device());
    }

    /** A live session's presence changed. */
    private void say(
            DeviceSession<?> session, Identity identity, Presence.State state, Presence.Reason reason, String detail) {
        live.computeIfPresent(identity.device(), (device, current) -> {
            if (current == session) {
                var unused = append(session, identity, state, reason, detail);
            }
            return current;
        });
    }

    void left(DeviceSession<?> session) {
        open.remove(session);
    }

    private CompletableFuture<?> append(
            DeviceSession<?> session, Identity identity, Presence.State state, Presence.Reason reason, String detail) {
        LOG.info(
                "{} {} {} {} {}",
                identity.device(),
                state,
                reason,
                session.link().remote(),
                detail);
        return presenceLog.say(identity.epoch(), new Presence(identity.device(), state, reason, detail));
    }

    // silence

    /** While nothing is read, because the journal is full, silence is our own doing and ends no connection. */
    public void readingPaused(boolean paused) {
        if (readingPaused && !paused) {
            open.forEach(DeviceSession::forgive);
        }
        readingPaused = paused;
    }

    private void sweepLater() {
        var unused = core.timers().after(core.settings().sweepInterval(), () -> {
            try {
                sweep();
            } finally {
                if (!closed) {
                    sweepLater();
                }
            }
        });
    }

    private void sweep() {
        long now = core.ticker().getAsLong();
        for (DeviceSession<?> session : open) {
            if (!readingPaused && session.isOverdue(now)) {
                session.closeFromOutside(Presence.Reason.PROTOCOL_ERROR, "it did not identify itself in time");
            }
            Identity identity = session.identity();
            if (identity != null) {
                look(session, identity, session.silence(now));
                if (live.get(identity.device()) == session && !session.isSilent(now)) {
                    core.commands().release(identity.device());
                }
            }
        }
        core.dedup().sweep();
        core.commands().sweep();
        presenceLog.sweep();
        if (!awaited.isEmpty() && now - graceUntil > 0) {
            endGrace();
        }
    }

    private void look(DeviceSession<?> session, Identity identity, long silence) {
        String words = "nothing heard for " + Duration.ofNanos(silence).toSeconds() + " s";
        if (silence > session.liveness().offlineAfter().toNanos() && !readingPaused) {
            session.closeFromOutside(Presence.Reason.SILENT, words);
        } else if (silence > session.liveness().staleAfter().toNanos() && !session.isStale()) {
            session.markStale();
            String why = session.absence();
            if (why.isEmpty()) {
                say(session, identity, Presence.State.STALE, Presence.Reason.SILENT, words);
            } else {
                say(session, identity, Presence.State.STALE, Presence.Reason.EXPECTED, why + "; " + words);
            }
        }
    }

    private void endGrace() {
        String detail = "it did not come back within "
                + core.settings().restartGrace().toSeconds() + " s of the gateway's restart";
        for (DeviceId device : awaited) {
            live.compute(device, (id, current) -> {
                if (current == null && awaited.remove(id)) {
                    long epoch = registry.find(id).map(RegisteredDevice::epoch).orElse(0L);
                    var unused = presenceLog.say(
                            epoch, new Presence(id, Presence.State.OFFLINE, Presence.Reason.GATEWAY_RESTARTED, detail));
                }
                return current;
            });
        }
    }

    // end

    /** Ends all conversations. What a device was last said to be stays: the next run shows it as stale until it is back. */
    @Override
    public void close() {
        core.commands().refuseAll();
        closed = true;
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

    private final class LiveSessions implements CommandRouting.Live {
        @Override
        public @Nullable DeviceSession<?> of(DeviceId device) {
            return live.get(device);
        }

        @Override
        public void inStep(DeviceId device, Consumer<@Nullable DeviceSession<?>> look) {
            live.compute(device, (id, session) -> {
                look.accept(session);
                return session;
            });
        }
    }
}
