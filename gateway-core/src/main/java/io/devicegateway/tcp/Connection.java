package io.devicegateway.tcp;

import io.devicegateway.api.Presence.Reason;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.MalformedFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: the only handler of its channel. Its two halves are the {@link Intake} and the {@link Outlet}; here is how it
 * starts and how it ends. Runs on the channel's event loop, except for {@link #isTaking()}, {@link #end}, {@link #drain()}
 * and {@link #queue}.
 *
 * <p>It ends in steps, so that what was written reaches the device: {@code CLOSING} until the bytes are with the operating
 * system, {@code LINGERING} until the device has closed its side too, because a socket that is closed while bytes wait in
 * it resets the connection, and that may wipe the last answer.
 */
final class Connection extends ChannelInboundHandlerAdapter implements LoopContext.Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int SHOWN_BYTES = 32;

    private final Channel channel;
    private final TcpListener listener;
    private final LoopContext loop;
    private final Account account;
    private final Intake intake;
    private final Outlet outlet;
    private final Farewell farewell;
    private volatile State state = State.OPEN;
    private boolean eof;
    private boolean watched;
    private long patienceEnds;

    Connection(Channel channel, TcpListener listener, LoopContext loop) {
        this.channel = channel;
        this.listener = listener;
        this.loop = loop;
        this.account = new Account(this::giveWay, loop);
        this.intake = new Intake(this, listener, loop, account);
        this.outlet = new Outlet(this, channel, listener, account);
        this.farewell = new Farewell(listener);
    }

    private enum State {
        OPEN,
        CLOSING,
        LINGERING,
        CLOSED
    }

    // ---- from the network

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        listener.add(this);
        Inbound opened = Objects.requireNonNull(listener.opener.open(outlet), "the opener answered null");
        farewell.to(opened);
        intake.deliverTo(opened);
        followListener();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            listener.metrics.bytesReceived.add(in.readableBytes());
            if (state == State.OPEN) {
                intake.read(in);
            } else if (farewell.hadEnough(in.readableBytes())) {
                closeSocket();
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        intake.endTurn();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            eof = true;
            if (state == State.OPEN) {
                bePatient(listener.closeNanos);
                settle();
            } else if (state == State.LINGERING) {
                closeSocket();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        farewell.because(eof ? Reason.CLOSED_BY_PEER : Reason.CONNECTION_LOST, "");
        state = State.CLOSED;
        intake.stop();
        outlet.drop();
        listener.remove(this, farewell.reason());
        LOG.debug("{} closed: {} {}", outlet, farewell.reason(), farewell.detail());
        farewell.tellClosed(outlet.remote());
    }

    // ---- for the two halves

    /** Whether frames are still wanted, and may still be written. For any thread. */
    boolean isTaking() {
        return state == State.OPEN;
    }

    /** Starts or stops reading from the socket. */
    void read(boolean on) {
        // After the end of the input epoll no longer knows the socket, and Netty 4.2.18 fails where it is told to watch
        // it again.
        if (!eof) {
            channel.config().setAutoRead(on);
        }
    }

    /** Whether frames are being handed over, so that what is answered leaves at the end of the turn. */
    boolean isInTurn() {
        return intake.inTurn();
    }

    /** The turn is over: what it answered leaves. */
    void flush() {
        outlet.flush();
    }

    /** The stream cannot be understood any further. */
    void malformed(MalformedFrame cause, FrameStream at) {
        listener.malformed(outlet.remote(), cause, at.front(SHOWN_BYTES));
        beginClose(Reason.PROTOCOL_ERROR, cause.kind() + ": " + cause.getMessage());
    }

    /** A peer that closed its side while it was not read had sent more than is kept. */
    void overrun(int bytes) {
        reset(Reason.CONNECTION_LOST, bytes + " bytes came while it was not read");
    }

    /** More waits to be written than is allowed. */
    void doesNotRead() {
        if (state == State.OPEN) {
            int bound = listener.settings.writeHighWater();
            reset(Reason.CONNECTION_LOST, "it does not read: more than " + bound + " bytes wait for it");
        }
    }

    /** There is no room for what it sent, or for what waits for it. */
    void outOfBytes() {
        if (state == State.OPEN) {
            listener.outOfBytes(outlet.remote(), account.isKnown());
            reset(Reason.CONNECTION_LOST, "no bytes are left for it: others hold them");
        }
    }

    /** Others need what it holds, and it has not said who it is. */
    private void giveWay() {
        outOfBytes();
        closeSocket();
        intake.stop();
        outlet.drop();
    }

    /** It has said who it is and was admitted. */
    void identified() {
        account.becomeKnown();
        listener.identified(channel);
    }

    String remote() {
        return outlet.remote();
    }

    /** The connection broke. */
    void lost(Throwable cause) {
        farewell.because(eof ? Reason.CLOSED_BY_PEER : Reason.CONNECTION_LOST, String.valueOf(cause.getMessage()));
        if (state == State.OPEN) {
            state = State.CLOSING;
        }
        closeSocket();
    }

    /** A message could not be made durable: nothing more may be answered. */
    void notDurable(Throwable failure) {
        beginClose(Reason.JOURNAL_UNAVAILABLE, "an event could not be made durable: " + failure);
    }

    /** Looks whether what an end waits for has come: that the peer's last frames, or the last ones at a stop, are done with. */
    void settle() {
        if (state != State.OPEN || (!eof && !farewell.isDraining())) {
            return;
        }
        if (eof) {
            intake.cutOff();
        }
        if (intake.undurable() > 0) {
            intake.settleWhenDurable();
        } else if (farewell.isDraining()) {
            outlet.flush();
            outlet.whenWritten(farewell::tellDrained);
        } else if (intake.isIdle()) {
            beginClose(Reason.CLOSED_BY_PEER, "");
        }
    }

    /** Has {@link #stillWaits} called until it says that it needs no more. */
    void watch() {
        if (!watched) {
            watched = true;
            loop.watch(this);
        }
    }

    @Override
    public boolean stillWaits(long now) {
        try {
            outlet.countQueued();
            if (state == State.OPEN && !eof) {
                intake.look(now);
            } else if (now - patienceEnds < 0) {
                return state != State.CLOSED;
            } else if (state == State.LINGERING) {
                closeSocket();
            } else {
                reset(Reason.CLOSED_BY_PEER, "its last frames were not done with in time");
            }
        } catch (Throwable e) {
            failed(e);
        }
        watched = state == State.OPEN ? eof || intake.waits() || outlet.isQueued() : state != State.CLOSED;
        return watched;
    }

    // ---- the end

    /** Ends it, after what was written before. For any thread. */
    void end(Reason why, String inWords) {
        if (channel.eventLoop().inEventLoop()) {
            beginClose(why, inWords);
        } else {
            queue(() -> beginClose(why, inWords));
        }
    }

    /** Takes nothing more and completes when all that was taken is durable and answered. For any thread. */
    CompletableFuture<Void> drain() {
        CompletableFuture<Void> whenDrained = new CompletableFuture<>();
        queue(() -> {
            farewell.drainFor(whenDrained);
            if (state == State.CLOSED) {
                farewell.tellDrained();
            } else if (state == State.OPEN) {
                intake.pause(Intake.DRAIN);
                settle();
            }
        });
        return whenDrained;
    }

    /** Does as the listener does: pauses, goes on, or ends. */
    void followListener() {
        if (listener.isStopping()) {
            beginClose(Reason.GATEWAY_STOPPED, "");
        } else if (state == State.OPEN && listener.isPaused()) {
            intake.pause(Intake.LISTENER);
        } else if (state == State.OPEN) {
            intake.resume(Intake.LISTENER);
        }
    }

    private void beginClose(Reason why, String inWords) {
        if (state == State.OPEN) {
            farewell.because(why, inWords);
            state = State.CLOSING;
            bePatient(listener.closeNanos);
            outlet.flush();
            queue(this::finishClose); // never while the conversation is being called
        }
    }

    private void finishClose() {
        intake.stop();
        if (state == State.CLOSING && channel.isActive()) {
            read(true); // what comes is dropped: a peer that is stuck writing would not read
            outlet.whenWritten(this::linger);
        }
    }

    private void linger() {
        if (state != State.CLOSING) {
            return;
        }
        if (eof || listener.lingerNanos == 0) {
            closeSocket();
            return;
        }
        state = State.LINGERING;
        bePatient(listener.lingerNanos);
        var unused = ((DuplexChannel) channel).shutdownOutput();
        farewell.tellClosed(outlet.remote());
    }

    /** Ends it at once; what the peer has not taken is lost. */
    private void reset(Reason why, String inWords) {
        farewell.because(why, inWords);
        if (state == State.OPEN) {
            state = State.CLOSING;
        }
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        closeSocket();
    }

    private void failed(Throwable cause) {
        boolean handled = false;
        try {
            // After the end of the input Netty 4.2.18 cannot wait for a full socket either, and says so with this
            // exception.
            if (cause instanceof IOException || (eof && cause instanceof UncheckedIOException)) {
                lost(cause);
            } else {
                listener.failed(outlet.remote(), cause);
                if (state == State.OPEN) {
                    beginClose(Reason.PROTOCOL_ERROR, "an error of the gateway's own: " + cause);
                } else {
                    closeSocket();
                }
            }
            handled = true;
        } finally {
            if (!handled) {
                closeSocket(); // whatever else is broken, for example no memory, or a class that cannot be loaded
            }
        }
    }

    private void closeSocket() {
        var unused = channel.close();
    }

    private void bePatient(long nanos) {
        patienceEnds = loop.ticker.getAsLong() + nanos;
        watch();
    }

    /** A future that completes when the socket is closed. For any thread. */
    CompletableFuture<Void> whenClosed() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        channel.closeFuture().addListener(done -> closed.complete(null));
        return closed;
    }

    // ---- threads

    /** Runs it on the event loop later; not at all when the event loop has ended, and with it this connection. */
    void queue(Runnable task) {
        try {
            loop.loop.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("{} ended with its event loop", outlet.remote(), e);
        }
    }

    /** That task, ending this connection if it fails. */
    Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                failed(e);
            }
        };
    }
}
