package io.devicegateway.tcp;

import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.MalformedFrame;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way in of one connection: cuts what was read into frames, hands them over, and stops reading where something behind
 * cannot follow. Used on the event loop only, except where {@link Undurable.Listener} says otherwise.
 */
final class Intake implements FrameStream.Sink, Undurable.Listener {
    /** Not read because the listener is paused. */
    static final int LISTENER = 1;
    /** Not read because the gateway stops. */
    static final int DRAIN = 2;

    private static final int UNDURABLE = 4;
    private static final int SLICE = 8;
    /** Not read because its messages find no room. */
    private static final int BYTES = 16;
    /** Not read because what it sends causes work and leads to no frame. */
    private static final int WORK = 32;
    /** For a moment, or on its own account: no incomplete frame is the younger for it. */
    private static final int ITS_OWN = SLICE | BYTES | WORK;

    private final Connection connection;
    private final TcpListener listener;
    private final LoopContext loop;
    private final FrameStream stream;
    private final Account account;
    private final Effort effort = new Effort();
    private final Undurable undurable = new Undurable(this);
    private @Nullable Inbound inbound;
    private int pauses;
    private int frames;
    private boolean inTurn;
    private boolean countedPaused;
    /** When the first byte of the incomplete frame came, or when the framing said to go on waiting for its rest. */
    private long partialSince;

    Intake(Connection connection, TcpListener listener, LoopContext loop, Account account) {
        this.connection = connection;
        this.listener = listener;
        this.loop = loop;
        this.account = account;
        this.stream = new FrameStream(listener.framing, listener.settings.maxSkipped(), loop, account);
    }

    /** From now on frames go there. */
    void deliverTo(Inbound to) {
        inbound = to;
    }

    /** Whether frames are being handed over: then the turn's end flushes what is answered. */
    boolean inTurn() {
        return inTurn;
    }

    /** Whether {@link #look} has something to look at. */
    boolean waits() {
        return stream.isPartial() || (pauses & (BYTES | WORK)) != 0;
    }

    /** How many messages are not yet durable. */
    int undurable() {
        return undurable.count();
    }

    /** Whether nothing waits, neither bytes nor messages. */
    boolean isIdle() {
        return pauses == 0 && stream.size() == 0 && undurable.count() == 0;
    }

    // ---- bytes

    /** Takes what was read; ends with {@link #endTurn()} when the read is complete. */
    void read(ByteBuf in) {
        if (!inTurn) {
            beginTurn();
        }
        if (stream.append(in)) {
            cut();
        } else {
            connection.outOfBytes();
        }
    }

    private void beginTurn() {
        inTurn = true;
        loop.slice.begin();
    }

    /** The turn is over: what it answered leaves. */
    void endTurn() {
        inTurn = false;
        if (frames > 0) {
            listener.metrics.framesReceived.add(frames);
            frames = 0;
        }
        connection.flush();
    }

    /** A turn without new bytes. */
    private void turn() {
        if (!connection.isTaking()) {
            return;
        }
        beginTurn();
        try {
            cut();
        } finally {
            endTurn();
        }
        if (takes()) {
            connection.read(true);
            connection.settle();
        }
    }

    private void cut() {
        try {
            boolean stopped = stream.cut(loop.slice, this);
            if (stopped && takes()) {
                pause(SLICE);
                // Not execute(): a task that queues itself would keep the event loop from its sockets.
                var unused = loop.loop.schedule(connection.guarded(() -> resume(SLICE)), 0, TimeUnit.NANOSECONDS);
            } else if (frames == 0 && !effort.spend(stream.takeLooked(), loop.ticker.getAsLong())) {
                pause(WORK);
                connection.watch();
            }
        } catch (MalformedFrame e) {
            connection.malformed(e, stream);
        } finally {
            keepRest();
        }
    }

    private void keepRest() {
        if (!connection.isTaking()) {
            stream.drop();
            return;
        }
        if (!stream.keep()) {
            connection.outOfBytes();
        } else if (stream.size() > listener.mostHeld) {
            connection.overrun(stream.size());
        } else if (stream.isPartial()) {
            if (stream.takeMoved()) {
                partialSince = loop.ticker.getAsLong();
            }
            connection.watch();
        }
    }

    /** Goes on where it can, and has the framing decide about an incomplete frame whose first byte came too long ago. */
    void look(long now) {
        if ((pauses & WORK) != 0 && effort.recovered(now)) {
            resume(WORK);
        }
        resume(BYTES);
        if ((pauses & ~WORK) == 0
                && connection.isTaking()
                && stream.isPartial()
                && now - partialSince >= listener.partialNanos) {
            listener.metrics.partialTimeouts.increment();
            cutQuiet();
        }
    }

    /** Nothing comes any more: what is no whole frame never will be. */
    void cutOff() {
        pauses &= ~WORK;
        if (takes() && stream.isPartial()) {
            cutQuiet();
        }
        if (takes() && stream.size() > 0) {
            skipped(stream.front(stream.size()), "cut-off");
            stream.drop();
        }
    }

    private void cutQuiet() {
        beginTurn();
        try {
            if (stream.cutQuiet(this)) {
                cut();
            } else {
                partialSince = loop.ticker.getAsLong();
            }
        } catch (MalformedFrame e) {
            connection.malformed(e, stream);
        } finally {
            endTurn();
        }
    }

    /** Takes nothing any more. */
    void stop() {
        stream.drop();
        pauses = 0;
        countPaused();
    }

    // ---- frames

    @Override
    public boolean takes() {
        return pauses == 0 && connection.isTaking();
    }

    @Override
    public boolean admits(int length) {
        if (account.takeMessage(length)) {
            return true;
        }
        if (account.isKnown()) {
            pause(BYTES);
            connection.watch();
        } else {
            connection.outOfBytes();
        }
        return false;
    }

    @Override
    public void frame(byte[] frame) {
        Account.Messages budget = account.messages(); // the conversation may make it another one
        CompletableFuture<Void> durable = null;
        boolean waits = false;
        try {
            Inbound to = inbound;
            if (to == null || !connection.isTaking()) {
                return;
            }
            frames++;
            durable = to.receive(frame);
            waits = durable != null && (!durable.isDone() || durable.isCompletedExceptionally());
        } finally {
            if (!waits) {
                budget.give(frame.length);
            }
        }
        if (durable == null || !waits) {
            return;
        }
        undurable.add(durable, budget, frame.length);
        if (undurable.count() > listener.settings.maxUndurable()) {
            pause(UNDURABLE);
            tellWhen(listener.settings.maxUndurable() / 2);
        }
    }

    @Override
    public void skipped(byte[] bytes, String kind) {
        listener.metrics.bytesSkipped.add(bytes.length);
        if (kind.equals(Hello.PROXY)) {
            listener.proxied(connection.remote());
        }
        Inbound to = inbound;
        if (to != null) {
            to.skipped(bytes, kind);
        }
    }

    // ---- pauses

    /** Stops reading for that cause; nothing if it did already. */
    void pause(int cause) {
        if (pauses == 0) {
            connection.read(false);
        }
        pauses |= cause;
        countPaused();
    }

    /** That cause is gone; goes on if it was the last. */
    void resume(int cause) {
        if ((pauses & cause) != 0) {
            pauses &= ~cause;
            countPaused();
            if (pauses == 0) {
                if ((cause & ITS_OWN) == 0) {
                    partialSince = loop.ticker.getAsLong(); // its rest may have come long ago
                }
                turn();
            }
        }
    }

    /** Has the connection settle when nothing is undurable any more. */
    void settleWhenDurable() {
        if ((pauses & UNDURABLE) == 0) {
            tellWhen(0);
        }
    }

    private void tellWhen(int count) {
        if (undurable.tellAt(count)) {
            connection.queue(this::fewer);
        }
    }

    private void fewer() {
        if ((pauses & UNDURABLE) != 0) {
            if (undurable.count() > listener.settings.maxUndurable() / 2) {
                return;
            }
            undurable.tellAt(Undurable.NEVER);
            resume(UNDURABLE);
        }
        connection.settle();
    }

    @Override
    public void fewerUndurable() {
        connection.queue(this::fewer);
    }

    @Override
    public void notDurable(Throwable failure) {
        connection.queue(() -> connection.notDurable(failure));
    }

    private void countPaused() {
        boolean paused = (pauses & ~(SLICE | WORK)) != 0;
        if (paused != countedPaused) {
            countedPaused = paused;
            listener.metrics.paused.addAndGet(paused ? 1 : -1);
        }
    }
}
