package io.devicegateway.faults;

import io.devicegateway.api.Presence;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Link;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One connection: bytes take their time each way, keep their order, and are lost when it breaks, with or without a word. */
final class SimulatedConnection implements Link {
    /** How long bytes are under way at most where nothing holds them up, in nanoseconds. */
    static final long QUICK = 20 * World.MILLI;

    private static final int MOST_IN_ONE_READ = 8;

    private final World world;
    private final SimulatedProcess process;
    private final SimulatedThread loop;
    private final String remote;
    private final Peer peer;
    private long slowest;
    private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();
    private Inbound inbound = NOBODY;
    private long lastUp;
    private long lastDown;
    private boolean paused;
    private boolean reading;
    private boolean hungUp;
    private boolean lost;
    private boolean heard;
    private boolean closed;
    private boolean told;
    private boolean peerTold;

    private static final Inbound NOBODY = new Inbound() {
        @Override
        public @Nullable CompletableFuture<Void> receive(byte[] frame) {
            return null;
        }

        @Override
        public void skipped(byte[] bytes, String kind) {}

        @Override
        public void closed(Presence.Reason reason, String detail) {}
    };

    /** The device's end. */
    interface Peer {
        /** A frame came. */
        void received(SimulatedConnection from, String line);

        /** The other side ended it. */
        void ended(SimulatedConnection connection);

        /** A frame is about to be written to the device. */
        void writing(String line);
    }

    /** @param slowest how long bytes are under way at most, in nanoseconds */
    SimulatedConnection(World world, SimulatedProcess process, String remote, Peer peer, long slowest) {
        this.world = world;
        this.process = process;
        this.remote = remote;
        this.peer = peer;
        this.slowest = slowest;
        loop = process.thread("link " + remote);
    }

    void open(Inbound.Opener opener) {
        loop.execute(() -> inbound = opener.open(this));
    }

    // the device's side

    void send(String line) {
        if (!lost && !hungUp) {
            lastUp = Math.max(lastUp, world.getAsLong() + world.between(World.MILLI / 10, slowest));
            world.after(lastUp - world.getAsLong(), () -> arrive(LineProtocol.frame(line)));
        }
    }

    /** From now on bytes are under way for a moment only. */
    void becomeQuick() {
        slowest = QUICK;
    }

    /** The device closes it, after what it sent. */
    void hangUp() {
        hungUp = true;
        peerTold = true;
        if (!lost) {
            lastUp = Math.max(lastUp, world.getAsLong() + world.between(World.MILLI / 10, slowest));
            world.after(
                    lastUp - world.getAsLong(),
                    () -> loop.execute(() -> {
                        readAll(Integer.MAX_VALUE);
                        tell(Presence.Reason.CLOSED_BY_PEER);
                    }));
        }
    }

    // faults

    /**
     * The device has a newer one. What it said first on this one does not arrive after that: who is the newest is told by when a login
     * is heard, and this world does not turn that round.
     */
    void replaced() {
        lost |= !heard;
    }

    /** From now on every byte is lost, and nobody is told. */
    void loseEverything() {
        lost = true;
    }

    /** Both sides are told that it broke. */
    void reset() {
        lost = true;
        world.after(
                world.between(0, slowest),
                () -> loop.execute(() -> {
                    closed = true;
                    tell(Presence.Reason.CONNECTION_LOST);
                }));
        world.after(world.between(0, slowest), this::tellPeer);
    }

    /** The process died: the device may find out, or not. */
    void processDied(boolean deviceFindsOut) {
        lost = true;
        if (deviceFindsOut) {
            world.after(world.between(0, slowest), this::tellPeer);
        }
    }

    private void tellPeer() {
        if (!peerTold) {
            peerTold = true;
            peer.ended(this);
        }
    }

    // the transport's side

    private void arrive(byte[] frame) {
        if (!lost && !closed) {
            heard = true;
            arrived.add(frame);
            wantToRead();
        }
    }

    /** While the journal takes nothing, nothing is read. */
    void pause(boolean isPaused) {
        paused = isPaused;
        if (!isPaused) {
            wantToRead();
        }
    }

    private void wantToRead() {
        if (!reading && !paused && !closed && !arrived.isEmpty()) {
            reading = true;
            loop.execute(this::read);
        }
    }

    private void read() {
        reading = false;
        readAll(1 + world.random().nextInt(MOST_IN_ONE_READ));
        wantToRead();
    }

    private void readAll(int most) {
        for (int i = 0; i < most && !paused && !closed; i++) {
            byte[] frame = arrived.poll();
            if (frame == null) {
                return;
            }
            world.trace(() -> remote + " > " + LineProtocol.line(frame));
            var unused = inbound.receive(frame);
        }
    }

    private void tell(Presence.Reason reason) {
        closed = true;
        if (!told) {
            told = true;
            world.trace(() -> remote + " closed, " + reason);
            inbound.closed(reason, "");
        }
    }

    // the link

    @Override
    public CompletableFuture<Void> write(byte[] frame) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("the link is closed"));
        }
        peer.writing(LineProtocol.line(frame));
        transmit(frame);
        CompletableFuture<Void> taken = new CompletableFuture<>();
        loop.execute(() -> {
            if (closed) {
                taken.completeExceptionally(new IOException("the connection broke"));
            } else {
                taken.complete(null);
            }
        });
        return taken;
    }

    @Override
    public void answer(byte[] frame) {
        if (!closed) {
            transmit(frame);
        }
    }

    private void transmit(byte[] frame) {
        world.trace(() -> remote + " < " + LineProtocol.line(frame));
        if (!lost) {
            lastDown = Math.max(lastDown, world.getAsLong() + world.between(World.MILLI / 10, slowest));
            world.after(lastDown - world.getAsLong(), () -> {
                if (!lost && !hungUp) {
                    peer.received(this, LineProtocol.line(frame));
                }
            });
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close(String reason) {
        if (!closed) {
            world.trace(() -> remote + " is closed: " + reason);
            closed = true;
            loop.execute(() -> tell(Presence.Reason.CLOSED_BY_PEER));
            if (!lost) {
                lastDown = Math.max(lastDown, world.getAsLong() + world.between(World.MILLI / 10, slowest));
                world.after(lastDown - world.getAsLong(), this::tellPeer);
            }
        }
    }

    @Override
    public Executor executor() {
        return loop;
    }

    @Override
    public String remote() {
        return remote;
    }

    /** The process that it leads to. */
    SimulatedProcess process() {
        return process;
    }
}
