package io.devicegateway.session;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Link;
import io.devicegateway.protocol.Liveness;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.ProtocolSession.Arrival;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of one device: performs the effects that its protocol returns. Everything runs on the link's executor,
 * except what is marked as safe for all threads.
 *
 * @param <M> the protocol's messages
 */
final class DeviceSession<M> implements Inbound {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSession.class);
    private static final int MOST_HELD_BACK = 4096;
    private static final int MOST_KINDS_TOLD = 32;
    private static final byte[] NO_BYTES = {};

    // for the process
    private final SessionCore core;
    private final ProtocolMeters meters;
    private final Protocol<M> protocol;

    // for the connection
    private final Link link;
    private final ProtocolSession<M> conversation;
    private final CommandLane<M> lane;
    private final DecodeListener deviations = new Deviations();
    private final Map<String, Timers.Cancellation> laters = new HashMap<>(2);
    private Set<String> toldDeviations = Set.of();
    private @Nullable ArrayDeque<HeldBack> heldBack;
    private @Nullable Rhythm rhythm;
    private boolean suspended;

    // read by all threads
    private final long openedAt;
    private volatile long lastHeard;
    private volatile Liveness liveness;
    private volatile String absence = "";
    private volatile @Nullable Identity identity;
    private volatile boolean announced;
    private volatile boolean stale;
    private volatile boolean heardLive;
    private volatile boolean ended;

    DeviceSession(SessionCore core, Protocol<M> protocol, ProtocolMeters meters, Link link) {
        this.core = core;
        this.protocol = protocol;
        this.meters = meters;
        this.link = link;
        this.conversation = protocol.open(link.remote());
        this.liveness = protocol.limits().liveness();
        this.openedAt = core.ticker().getAsLong();
        this.lastHeard = openedAt;
        this.lane = new CommandLane<>(this, conversation, protocol.limits());
    }

    @Override
    public @Nullable CompletableFuture<Void> receive(byte[] frame) {
        return ended ? null : receive(frame, false);
    }

    @Override
    public @Nullable CompletableFuture<Void> receive(byte[] frame, boolean redelivered) {
        if (ended) {
            return handedToTheEnded();
        }
        lastHeard = core.ticker().getAsLong();
        meters.received().increment();
        heardLive = true;
        if (stale) {
            heardAgain();
        }
        if (suspended) {
            return holdBack(frame, redelivered);
        }
        return process(frame, redelivered);
    }

    private static CompletableFuture<Void> handedToTheEnded() {
        return CompletableFuture.failedFuture(
                new CancellationException("this conversation has ended; hand the frame to a new one"));
    }

    @Override
    public @Nullable CompletableFuture<Void> receiveStored(byte[] frame) {
        if (ended) {
            return handedToTheEnded();
        }
        meters.received().increment();
        return suspended ? holdBack(frame, false) : process(frame, false);
    }

    @Override
    public void skipped(byte[] bytes, String kind) {
        lastHeard = core.ticker().getAsLong();
        meters.anomaly(kind);
        tellDeviation(kind, bytes.length + " bytes belong to no frame", bytes);
    }

    @Override
    public void closed(Presence.Reason reason, String detail) {
        end(reason, detail);
    }

    private @Nullable CompletableFuture<Void> process(byte[] frame, boolean redelivered) {
        try {
            List<Effect<M>> effects = follows(frame, new Arrival(frame, redelivered));
            if (effects.size() == 1 && isDoneWithoutTurn(effects.get(0))) {
                return null;
            }
            return effects.isEmpty() ? null : new Turn<>(this, frame).run(effects);
        } catch (RuntimeException e) {
            fail("the protocol failed on a frame", e);
            return CompletableFuture.failedFuture(e);
        }
    }

    private List<Effect<M>> follows(byte[] frame, Arrival arrival) {
        try {
            return conversation.onMessage(protocol.codec().decode(frame, deviations), arrival);
        } catch (MalformedFrame e) {
            meters.malformed(e.kind());
            tellDeviation(e.kind(), String.valueOf(e.getMessage()), frame);
            return conversation.onMalformed(e, arrival);
        }
    }

    /** What a heartbeat brings, most of the time, is done without a turn. */
    private boolean isDoneWithoutTurn(Effect<M> effect) {
        if (effect instanceof Effect.Send<M> send) {
            link.answer(encode(send.message()));
            lane.wroteAt(lastHeard);
            return true;
        }
        if (effect instanceof Effect.Beat<M> beat) {
            beat(beat.least());
            return true;
        }
        return false;
    }

    /** While a device waits for an answer of the authority, what it says next waits too: its events keep their order. */
    private CompletableFuture<Void> holdBack(byte[] frame, boolean redelivered) {
        ArrayDeque<HeldBack> queue = heldBack;
        if (queue == null) {
            queue = new ArrayDeque<>();
            heldBack = queue;
        }
        HeldBack waiting = new HeldBack(frame, redelivered, new CompletableFuture<>());
        if (queue.size() >= MOST_HELD_BACK) {
            closeNow(Presence.Reason.PROTOCOL_ERROR, "more than " + MOST_HELD_BACK + " frames wait for an answer");
            waiting.done().cancel(false);
            return waiting.done();
        }
        queue.add(waiting);
        return waiting.done();
    }

    void suspend() {
        suspended = true;
    }

    void resume() {
        suspended = false;
        ArrayDeque<HeldBack> queue = heldBack;
        while (queue != null && !suspended && !queue.isEmpty()) {
            HeldBack next = queue.remove();
            Turn.pass(ended ? null : process(next.frame(), next.redelivered()), next.done());
        }
    }

    // what turns do

    SessionCore core() {
        return core;
    }

    Link link() {
        return link;
    }

    CommandLane<M> lane() {
        return lane;
    }

    byte[] encode(M message) {
        return protocol.codec().encode(message);
    }

    byte[] again(byte[] first) {
        return conversation.again(first);
    }

    void answer(List<byte[]> frames) {
        for (byte[] frame : frames) {
            link.answer(frame);
        }
        if (!frames.isEmpty()) {
            lane.wroteAt(core.ticker().getAsLong());
        }
    }

    /** Answers what completes when the new presence is durable; null when this link speaks for that device already. */
    @Nullable
    CompletableFuture<?> identify(DeviceId device) {
        Identity before = identity;
        if (before != null && before.device().equals(device)) {
            return null;
        }
        if (before != null) {
            core.sessions().leave(this, before, Presence.Reason.CLOSED_BY_PEER, "the connection speaks for " + device);
            lane.abort("the connection speaks for another device now");
        }
        expect(protocol.limits().liveness(), "");
        announced = false;
        rhythm = null;
        return core.sessions().enter(this, device);
    }

    /** Called by {@link Sessions#enter}, in the same step that makes this the device's live session. */
    void becomes(Identity now) {
        identity = now;
    }

    /** What made it the live session is durable. */
    void announce() {
        announced = true;
    }

    /**
     * The device that this link speaks for.
     *
     * @throws IllegalStateException if none was identified, a fault of the protocol
     */
    DeviceId identified() {
        Identity known = identity;
        if (known == null) {
            throw new IllegalStateException(protocol.name() + " wants something of a device before it identified one");
        }
        return known.device();
    }

    long epoch() {
        Identity known = identity;
        return known == null ? 0 : known.epoch();
    }

    void expect(Liveness limits, String because) {
        liveness = limits;
        absence = because;
    }

    void beat(Duration least) {
        Rhythm known = rhythm == null ? new Rhythm() : rhythm;
        rhythm = known;
        liveness = Objects.requireNonNullElse(known.beat(core.ticker().getAsLong(), least), liveness);
    }

    void anomaly(Effect.Anomaly<M> anomaly, byte[] frame) {
        meters.anomaly(anomaly.kind());
        tellDeviation(anomaly.kind(), anomaly.detail().en(), frame);
    }

    void later(Effect.Later<M> later) {
        Timers.Cancellation replaced = laters.put(
                later.name(),
                core.timers().after(later.delay(), () -> link.executor().execute(() -> doLater(later))));
        if (replaced != null) {
            replaced.cancel();
        }
    }

    private void doLater(Effect.Later<M> later) {
        laters.remove(later.name());
        if (!ended) {
            try {
                var unused = Turn.ofNoMessage(this).run(later.effects());
            } catch (RuntimeException e) {
                fail("the protocol failed on " + later.name(), e);
            }
        }
    }

    void countDuplicate() {
        meters.duplicates().increment();
    }

    void closeAfter(Duration delay, String reason) {
        if (delay.isZero()) {
            closeNow(Presence.Reason.PROTOCOL_ERROR, reason);
        } else {
            core.timers()
                    .after(
                            delay,
                            () -> link.executor().execute(() -> closeNow(Presence.Reason.PROTOCOL_ERROR, reason)));
        }
    }

    void journalFailed(Throwable error) {
        closeNow(Presence.Reason.JOURNAL_UNAVAILABLE, "an event could not be made durable: " + error.getMessage());
    }

    void fail(String what, RuntimeException error) {
        LOG.error("{} {}: {}; the connection is closed", label(), link.remote(), what, error);
        closeNow(Presence.Reason.PROTOCOL_ERROR, what);
    }

    // what the sessions do, on any thread

    void closeFromOutside(Presence.Reason reason, String detail) {
        link.executor().execute(() -> closeNow(reason, detail));
    }

    Protocol<M> protocol() {
        return protocol;
    }

    @Nullable
    Identity identity() {
        return identity;
    }

    boolean isAnnounced() {
        return announced;
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether something came straight from the device, and not only what had waited on its way. */
    boolean isHeardLive() {
        return heardLive;
    }

    boolean isStale() {
        return stale;
    }

    void markStale() {
        stale = true;
    }

    Liveness liveness() {
        return liveness;
    }

    /** Why the device is silent or gone for a while, as it said before; empty when it said nothing. */
    String absence() {
        return absence;
    }

    /** The silence so far was not the device's. */
    void forgive() {
        lastHeard = core.ticker().getAsLong();
    }

    /** Nanoseconds since something was heard. */
    long silence(long now) {
        return now - lastHeard;
    }

    /** Whether nothing was heard straight from the device for longer than expected. */
    boolean isSilent(long now) {
        return !heardLive || silence(now) > liveness.staleAfter().toNanos();
    }

    boolean isOverdue(long now) {
        return identity == null
                && now - openedAt > protocol.limits().identifyWithin().toNanos();
    }

    String label() {
        Identity known = identity;
        return known == null
                ? protocol.name() + " (not identified)"
                : known.device().toString();
    }

    private void heardAgain() {
        stale = false;
        Identity known = identity;
        if (known != null) {
            core.sessions().heardAgain(this, known);
        }
    }

    void closeNow(Presence.Reason reason, String detail) {
        end(reason, detail);
        link.close(detail);
    }

    private void end(Presence.Reason reason, String detail) {
        if (ended) {
            return;
        }
        ended = true;
        laters.values().forEach(Timers.Cancellation::cancel);
        Identity known = identity;
        core.sessions().left(this);
        if (known != null) {
            leave(known, reason, detail);
        }
        lane.abort(detail.isEmpty() ? "the connection ended" : detail);
        ArrayDeque<HeldBack> queue = heldBack;
        if (queue != null) {
            new ArrayList<>(queue).forEach(waiting -> waiting.done().cancel(false));
            queue.clear();
        }
    }

    private void leave(Identity known, Presence.Reason reason, String detail) {
        String why = absence;
        boolean theirs = reason == Presence.Reason.CLOSED_BY_PEER || reason == Presence.Reason.CONNECTION_LOST;
        if (theirs && !why.isEmpty()) {
            String more = detail.isEmpty() ? why : why + "; " + detail;
            core.sessions().leave(this, known, Presence.Reason.EXPECTED, more);
        } else {
            core.sessions().leave(this, known, reason, detail);
        }
    }

    /** Says each kind of deviation once a connection; all are counted. */
    private void tellDeviation(String kind, String detail, byte[] bytes) {
        if (toldDeviations.isEmpty()) {
            toldDeviations = new HashSet<>(2);
        }
        if (toldDeviations.size() < MOST_KINDS_TOLD && toldDeviations.add(kind)) {
            LOG.warn("{} {}: {}: {} {}", label(), link.remote(), kind, detail, Hex.start(bytes));
        }
    }

    private final class Deviations implements DecodeListener {
        @Override
        public void anomaly(String kind, int offset, Label detail) {
            meters.anomaly(kind);
            tellDeviation(kind, detail.en(), NO_BYTES);
        }
    }

    /** The device that a link speaks for, and since which session. */
    record Identity(DeviceId device, long epoch) {}

    private record HeldBack(byte[] frame, boolean redelivered, CompletableFuture<Void> done) {}
}
