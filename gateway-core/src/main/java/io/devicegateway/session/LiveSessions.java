package io.devicegateway.session;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.session.PresenceLog.Said;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which connection speaks for which device, and what is said of it in the journal: both change in one step. Safe for all threads,
 * but a connection enters and leaves on its link's executor.
 */
final class LiveSessions implements CommandRouting.Live {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final String WAITED = "what was heard of it had waited on its way, nobody knows how long";

    private final PresenceLog presenceLog;
    private final LongSupplier ticker;
    private final Consumer<DeviceId> whenBack;
    private final AtomicLong epochs;
    private final Map<DeviceId, DeviceSession<?>> live = new ConcurrentHashMap<>();
    /** Whose last session is over, as long as an older login of theirs may still be answered. */
    private final Map<DeviceId, Identity> departed = new ConcurrentHashMap<>();

    private volatile boolean closed;

    /**
     * @param lastEpoch epochs are given above it
     * @param whenBack is told of a device to which commands can go again
     */
    LiveSessions(PresenceLog presenceLog, LongSupplier ticker, long lastEpoch, Consumer<DeviceId> whenBack) {
        this.presenceLog = presenceLog;
        this.ticker = ticker;
        this.whenBack = whenBack;
        this.epochs = new AtomicLong(lastEpoch);
    }

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

    Collection<DeviceSession<?>> all() {
        return live.values();
    }

    /** Epochs are given above this one too. */
    void epochsAbove(long known) {
        epochs.accumulateAndGet(known, Math::max);
    }

    /** From now on nobody enters, and nothing is said of who leaves. */
    void close() {
        closed = true;
    }

    /**
     * A session speaks for a device from now on. Its epoch is given, it replaces the session before, and its presence is
     * appended in one step, so that the journal has a device's sessions in the order of their epochs. Answers what completes
     * when that is durable. All that was asked before may have taken its time, so it is looked at in the same step whether the
     * connection still is there, and whether the device was heard on a newer one meanwhile: then this one ends instead.
     *
     * @param heardAt when the device said who it is, on the ticker's scale
     */
    CompletableFuture<?> enter(DeviceSession<?> session, DeviceId id, long heardAt) {
        Entry entry = new Entry();
        live.compute(id, (device, current) -> {
            if (closed || isNewer(current, session, heardAt) || wasNewer(device, session, heardAt)) {
                return current;
            }
            Identity identity = new Identity(device, epochs.incrementAndGet(), heardAt, session.serial());
            if (!session.becomes(identity)) {
                return current;
            }
            entry.before = current;
            departed.remove(device);
            if (current != null && current != session) {
                current.supersede();
            }
            entry.durable = arrived(session, identity, current != null);
            return session;
        });
        CompletableFuture<?> durable = entry.durable;
        if (durable == null) {
            String why = closed ? "the gateway stops" : "a newer connection of the device is there already";
            session.closeNow(closed ? Presence.Reason.GATEWAY_STOPPED : Presence.Reason.TAKEN_OVER, why);
            return CompletableFuture.failedFuture(new CancellationException(why));
        }
        DeviceSession<?> before = entry.before;
        if (before != null && before != session) {
            before.closeFromOutside(
                    Presence.Reason.TAKEN_OVER,
                    "a newer connection from " + session.link().remote() + " took over");
        }
        return durable.thenRun(() -> {
            session.announce();
            whenBack.accept(id);
        });
    }

    private static boolean isNewer(@Nullable DeviceSession<?> current, DeviceSession<?> session, long heardAt) {
        Identity there = current == null || current == session || current.isEnded() ? null : current.identity();
        return there != null && there.isLaterThan(heardAt, session.serial());
    }

    /** Whether the device was heard on a newer connection, which has come and gone while the authority thought about this one. */
    private boolean wasNewer(DeviceId device, DeviceSession<?> session, long heardAt) {
        Identity last = departed.get(device);
        return last != null && last.isLaterThan(heardAt, session.serial());
    }

    /** No connection that may still have to be told from those that are gone has a lower number than this. */
    void forgetDepartedBefore(long connection) {
        departed.values().removeIf(gone -> gone.connection() < connection);
    }

    private CompletableFuture<?> arrived(DeviceSession<?> session, Identity identity, boolean takesOver) {
        Presence.Reason reason = takesOver ? Presence.Reason.TAKEN_OVER : Presence.Reason.CONNECTED;
        if (session.pulse().isHeardLive()) {
            return append(session, identity, Presence.State.ONLINE, reason, "");
        }
        session.pulse().markStale();
        return append(session, identity, Presence.State.STALE, reason, WAITED);
    }

    /** A session no longer speaks for a device; says so unless a newer one does. */
    void leave(DeviceSession<?> session, Identity identity, Presence.Reason reason, String detail) {
        live.computeIfPresent(identity.device(), (device, current) -> {
            if (current != session) {
                return current;
            }
            departed.put(device, identity);
            if (!closed) {
                var unused = append(session, identity, Presence.State.OFFLINE, reason, detail);
            }
            return null;
        });
    }

    /** A session has ended. What the device had said before of its absence is the reason, where it was the device that left. */
    void ended(DeviceSession<?> session, Identity identity, Presence.Reason reason, String detail) {
        String why = session.pulse().absence();
        boolean theirs = reason == Presence.Reason.CLOSED_BY_PEER || reason == Presence.Reason.CONNECTION_LOST;
        if (theirs && !why.isEmpty()) {
            String more = detail.isEmpty() ? why : why + "; " + detail;
            leave(session, identity, Presence.Reason.EXPECTED, more);
        } else {
            leave(session, identity, reason, detail);
        }
    }

    /** A silent device was heard from again. */
    void heardAgain(DeviceSession<?> session, Identity identity) {
        say(session, identity, Presence.State.ONLINE, Presence.Reason.HEARD_AGAIN, "");
        whenBack.accept(identity.device());
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

    static String silence(long nanos) {
        return "nothing heard for " + Duration.ofNanos(nanos).toSeconds() + " s";
    }

    /** Nothing was heard of it for longer than expected. */
    void sayStale(DeviceSession<?> session, Identity identity, long silence) {
        String why = session.pulse().absence();
        if (why.isEmpty()) {
            say(session, identity, Presence.State.STALE, Presence.Reason.SILENT, silence(silence));
        } else {
            say(session, identity, Presence.State.STALE, Presence.Reason.EXPECTED, why + "; " + silence(silence));
        }
    }

    /** Says of each device what the journal did not take, if it is still true, and otherwise what is. */
    void settle() {
        presenceLog.settle(this::sayTruth);
    }

    /**
     * The journal did not take the last that was to be said of a device: says how it is now, in one step with who is live.
     * Answers false when the journal takes nothing yet.
     */
    private boolean sayTruth(DeviceId device) {
        boolean[] taken = {true};
        live.compute(device, (id, session) -> {
            Said owed = presenceLog.owed(id);
            if (owed != null) {
                CompletableFuture<?> said = session == null ? sayGone(owed) : sayPresent(session);
                taken[0] = said == null || !said.isCompletedExceptionally();
            }
            return session;
        });
        return taken[0];
    }

    private CompletableFuture<?> sayGone(Said owed) {
        Presence last = owed.presence();
        Presence gone = last.state() == Presence.State.OFFLINE
                ? last
                : new Presence(last.device(), Presence.State.OFFLINE, Presence.Reason.CONNECTION_LOST, "");
        return presenceLog.say(owed.epoch(), gone);
    }

    /** Null when its end or its beginning is about to be said anyway. */
    private @Nullable CompletableFuture<?> sayPresent(DeviceSession<?> session) {
        Identity identity = session.identity();
        if (identity == null || session.isEnded() || !session.isAnnounced()) {
            return null;
        }
        if (!session.pulse().isStale()) {
            return append(session, identity, Presence.State.ONLINE, Presence.Reason.HEARD_AGAIN, "");
        }
        long silence = session.pulse().silence(ticker.getAsLong());
        return append(session, identity, Presence.State.STALE, Presence.Reason.SILENT, silence(silence));
    }

    /** What came of entering. */
    private static final class Entry {
        private @Nullable DeviceSession<?> before;
        private @Nullable CompletableFuture<?> durable;
    }
}
