package io.devicegateway.session;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Link;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.ProtocolSession.Arrival;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of one device: performs the effects that its protocol returns. Everything runs on the link's executor,
 * except what is marked as safe for all threads.
 *
 * @param <M> the protocol's messages
 */
final class DeviceSession<M> implements Inbound, DedupWindow.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSession.class);

    // for the process
    private final SessionCore core;
    private final ProtocolMeters meters;
    private final Protocol<M> protocol;

    // for the connection
    private final Link link;
    private final ProtocolSession<M> conversation;
    private final CommandLane<M> lane;
    private final Deviations deviations;
    private final Laters laters;
    private final FrameOrder order;
    private final AppendFence fence;
    private final Receipts receipts;
    private final SlotMemory slots = new SlotMemory();

    // read by all threads
    private final long serial;
    private final Pulse pulse;
    private volatile @Nullable Identity identity;
    private volatile boolean announced;
    private volatile boolean ended;
    private volatile boolean superseded;

    /** @param serial ascends over the connections of the process */
    DeviceSession(SessionCore core, Protocol<M> protocol, ProtocolMeters meters, Link link, long serial) {
        this.serial = serial;
        this.core = core;
        this.protocol = protocol;
        this.meters = meters;
        this.link = link;
        this.deviations = new Deviations(this, meters);
        this.conversation = protocol.open(link.remote());
        this.pulse = new Pulse(core.ticker(), protocol.limits().liveness());
        this.fence = new AppendFence(core.journal());
        this.receipts = new Receipts(core.dedup(), serial);
        this.laters = new Laters(core.timers());
        this.lane = new CommandLane<>(this, conversation, protocol.limits());
        this.order = new FrameOrder(this, lane.now());
    }

    @Override
    public @Nullable CompletableFuture<Void> receive(byte[] frame) {
        return isOver() ? null : receive(frame, false);
    }

    @Override
    public @Nullable CompletableFuture<Void> receive(byte[] frame, boolean redelivered) {
        if (isOver()) {
            return FrameOrder.handedToTheEnded();
        }
        meters.received().increment();
        Identity known = identity;
        if (pulse.heard() && known != null) {
            core.sessions().live().heardAgain(this, known);
        }
        return order.take(frame, redelivered);
    }

    @Override
    public @Nullable CompletableFuture<Void> receiveStored(byte[] frame, boolean redelivered) {
        if (isOver()) {
            return FrameOrder.handedToTheEnded();
        }
        meters.received().increment();
        return order.take(frame, redelivered);
    }

    @Override
    public void skipped(byte[] bytes, String kind) {
        pulse.forgive();
        deviations.anomaly(kind, bytes.length + " bytes belong to no frame", bytes);
    }

    @Override
    public void closed(Presence.Reason reason, String detail) {
        end(reason, detail);
    }

    /** Does what follows from a message. */
    @Nullable
    CompletableFuture<Void> process(Arrival arrival, long heardAt) {
        try {
            List<Effect<M>> effects = follows(arrival);
            if (effects.size() == 1 && isDoneWithoutTurn(effects.get(0))) {
                return null;
            }
            return effects.isEmpty() ? null : inOrder(new Turn<>(this, arrival, heardAt).run(effects));
        } catch (RuntimeException | Error e) {
            fail("the protocol failed on a frame", e);
            return CompletableFuture.failedFuture(e);
        }
    }

    private List<Effect<M>> follows(Arrival arrival) {
        try {
            return conversation.onMessage(protocol.codec().decode(arrival.frame(), deviations), arrival);
        } catch (MalformedFrame e) {
            deviations.malformed(e.kind(), String.valueOf(e.getMessage()), arrival.frame());
            return conversation.onMalformed(e, arrival);
        }
    }

    /** Where the protocol wants its answers in the order of the messages, the next message waits until this one is over. */
    private @Nullable CompletableFuture<Void> inOrder(@Nullable CompletableFuture<Void> turn) {
        if (turn != null && !turn.isDone() && protocol.answersInOrder()) {
            held().suspend();
            var unused = turn.whenComplete((ok, error) -> onLink(this::resume));
        }
        return turn;
    }

    /** What a heartbeat brings, most of the time, is done without a turn. */
    private boolean isDoneWithoutTurn(Effect<M> effect) {
        if (effect instanceof Effect.Send<M> send) {
            link.answer(encode(send.message()));
            lane.wroteAt(pulse.lastHeard());
            return true;
        }
        if (effect instanceof Effect.Beat<M> beat) {
            pulse.beat(beat.least());
            return true;
        }
        return false;
    }

    HeldFrames held() {
        return order.held();
    }

    /** What was waited for is there: lets go on what is no longer held back. */
    void resume() {
        order.resume();
    }

    // what turns do

    SessionCore core() {
        return core;
    }

    Link link() {
        return link;
    }

    /** Runs a task of this connection. Where its transport takes none any more, nothing else of it runs: the task does at once. */
    void onLink(Runnable task) {
        try {
            link.executor().execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    AppendFence fence() {
        return fence;
    }

    Receipts receipts() {
        return receipts;
    }

    SlotMemory slots() {
        return slots;
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

    /**
     * Answers what completes when the new presence is durable; null when this link speaks for that device already.
     *
     * @param heardAt when the device said so, on the ticker's scale: the connection that heard it last is the living one
     */
    @Nullable
    CompletableFuture<?> identify(DeviceId device, long heardAt) {
        Identity before = identity;
        if (before != null && before.device().equals(device)) {
            return null;
        }
        if (before != null) {
            core.sessions()
                    .live()
                    .leave(this, before, Presence.Reason.CLOSED_BY_PEER, "the connection speaks for " + device);
            lane.abort("the connection speaks for another device now");
        }
        pulse.begin(protocol.limits().liveness());
        announced = false;
        receipts.begin(device);
        CompletableFuture<?> durable = core.sessions().enter(this, device, heardAt);
        if (identity != null) {
            link.identified();
        }
        fence.follows(durable);
        return durable;
    }

    /** Called in the step that makes this the device's live session. Answers false when the connection has ended. */
    synchronized boolean becomes(Identity now) {
        if (ended) {
            return false;
        }
        identity = now;
        return true;
    }

    /** Its number, ascending over the connections of the process. */
    long serial() {
        return serial;
    }

    /** What made it the live session is durable. */
    void announce() {
        announced = true;
    }

    /** The device that this link speaks for. Throws if none was identified, a fault of the protocol. */
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

    void anomaly(Effect.Anomaly<M> anomaly, byte[] frame) {
        deviations.anomaly(anomaly.kind(), anomaly.detail().en(), frame);
    }

    /** An event can never be journalled; a bounded one took its place. */
    void refused(DeviceEvent event, Throwable why, byte[] frame) {
        String detail = event.getClass().getSimpleName() + ": " + why.getMessage();
        deviations.malformed(AppendFence.REFUSED, detail, frame);
    }

    void later(Effect.Later<M> later) {
        laters.put(later.name(), later.delay(), () -> onLink(() -> doLater(later)));
    }

    private void doLater(Effect.Later<M> later) {
        laters.remove(later.name());
        if (!isOver()) {
            try {
                var unused = Turn.ofNoMessage(this).run(later.effects());
            } catch (RuntimeException | Error e) {
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
            core.timers().after(delay, () -> closeFromOutside(Presence.Reason.PROTOCOL_ERROR, reason));
        }
    }

    void journalFailed(Throwable error) {
        closeNow(Presence.Reason.JOURNAL_UNAVAILABLE, "an event could not be made durable: " + error.getMessage());
    }

    void fail(String what, Throwable error) {
        LOG.error("{} {}: {}; the connection is closed", label(), link.remote(), what, error);
        closeNow(Presence.Reason.PROTOCOL_ERROR, what);
    }

    // what the sessions do, on any thread

    void closeFromOutside(Presence.Reason reason, String detail) {
        onLink(() -> closeNow(reason, detail));
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

    /**
     * A newer connection speaks for the device. Called in the step that makes that one live: what is left of this one may have waited
     * for long, and nothing more of it is taken in.
     */
    void supersede() {
        superseded = true;
    }

    /** Whether nothing more of it is taken in. */
    @Override
    public boolean isOver() {
        return ended || superseded;
    }

    Pulse pulse() {
        return pulse;
    }

    boolean isOverdue(long now) {
        return identity == null
                && pulse.age(now) > protocol.limits().identifyWithin().toNanos();
    }

    String label() {
        Identity known = identity;
        return known == null
                ? protocol.name() + " (not identified)"
                : known.device().toString();
    }

    void closeNow(Presence.Reason reason, String detail) {
        end(reason, detail);
        link.close(detail);
    }

    private void end(Presence.Reason reason, String detail) {
        Identity known;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            known = identity;
        }
        laters.cancelAll();
        core.sessions().left(this);
        if (known != null) {
            core.sessions().live().ended(this, known, reason, detail);
        }
        lane.abort(detail.isEmpty() ? "the connection ended" : detail);
        held().end();
    }
}
