package io.devicegateway.tcp;

import io.devicegateway.api.Presence.Reason;
import io.devicegateway.protocol.Link;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one connection: answers together, every other frame by itself. Used on the event loop only, except for
 * {@link #isOpen()}, {@link #close}, {@link #executor()} and {@link #remote()}.
 */
final class Outlet implements Link {
    /** More than this is not gathered before it is handed to the socket. */
    private static final int MOST_GATHERED = 32 << 10;

    private static final int FIRST_CAPACITY = 256;

    private final Connection connection;
    private final Channel channel;
    private final TcpListener listener;
    private final InetSocketAddress remote;
    private @Nullable ByteBuf answers;
    private int frames;
    private boolean flushQueued;
    private final Account account;
    private long queued;

    Outlet(Connection connection, Channel channel, TcpListener listener, Account account) {
        this.connection = connection;
        this.channel = channel;
        this.listener = listener;
        this.account = account;
        this.remote = (InetSocketAddress) channel.remoteAddress();
    }

    @Override
    public CompletableFuture<Void> write(byte[] frame) {
        mustBeOnLoop("write");
        if (!connection.isTaking()) {
            return CompletableFuture.failedFuture(new IOException("the connection to " + remote() + " is closed"));
        }
        handOverAnswers();
        listener.metrics.framesSent.increment();
        listener.metrics.bytesSent.add(frame.length);
        ChannelFuture written =
                channel.writeAndFlush(channel.alloc().ioBuffer(frame.length).writeBytes(frame));
        if (written.isDone() && written.cause() != null) {
            connection.lost(written.cause());
        } else {
            peerMustRead();
        }
        return told(written);
    }

    @Override
    public void answer(byte[] frame) {
        mustBeOnLoop("answer");
        if (!connection.isTaking()) {
            return;
        }
        ByteBuf gathered = answers;
        if (gathered == null) {
            gathered = channel.alloc().ioBuffer(Math.max(FIRST_CAPACITY, frame.length));
            answers = gathered;
        }
        gathered.writeBytes(frame);
        frames++;
        if (gathered.readableBytes() >= MOST_GATHERED) {
            flush();
        } else if (!flushQueued && !connection.isInTurn()) {
            // What else the journal completed is queued already: all of it leaves with one call.
            flushQueued = true;
            connection.queue(this::flushQueued);
        }
    }

    @Override
    public void identified() {
        connection.identified();
    }

    @Override
    public boolean isOpen() {
        return connection.isTaking() && channel.isActive();
    }

    @Override
    public void close(String reason) {
        connection.end(Reason.PROTOCOL_ERROR, reason);
    }

    @Override
    public Executor executor() {
        return channel.eventLoop();
    }

    @Override
    public String remote() {
        return NetUtil.toSocketAddressString(remote);
    }

    /** As {@link #remote()}: built only where a line is really logged. */
    @Override
    public String toString() {
        return remote();
    }

    Channel channel() {
        return channel;
    }

    /** Hands to the socket what was answered. */
    void flush() {
        if (answers != null) {
            handOverAnswers();
            peerMustRead();
        }
    }

    /** Does that when all bytes handed over so far are with the operating system; not if the connection ends before. */
    void whenWritten(Runnable then) {
        var unused = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess()) {
                connection.guarded(then).run();
            } else {
                connection.lost(written.cause());
            }
        });
    }

    /** Forgets what was gathered, and gives back what was queued: the socket is closed. */
    void drop() {
        account.release(queued);
        queued = 0;
        ByteBuf gathered = answers;
        if (gathered != null) {
            answers = null;
            gathered.release();
        }
    }

    private void flushQueued() {
        flushQueued = false;
        flush();
    }

    private void handOverAnswers() {
        ByteBuf gathered = answers;
        if (gathered != null) {
            answers = null;
            listener.metrics.framesSent.add(frames);
            listener.metrics.bytesSent.add(gathered.readableBytes());
            frames = 0;
            var unused = channel.writeAndFlush(gathered, channel.voidPromise());
        }
    }

    private void peerMustRead() {
        if (!channel.isWritable() && channel.isActive()) {
            connection.doesNotRead();
        } else {
            countQueued();
        }
    }

    /** Takes the bytes of what the socket did not take, and gives back those of what it took since. */
    void countQueued() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        long now = queue == null ? 0 : queue.totalPendingWriteBytes();
        if (now == queued) {
            return;
        }
        if (now < queued) {
            account.release(queued - now);
            queued = now;
        } else if (account.hold(now - queued)) {
            queued = now;
            connection.watch();
        } else {
            connection.outOfBytes();
        }
    }

    /** Whether bytes wait for the peer. */
    boolean isQueued() {
        return queued > 0;
    }

    /** That future as one of the Java library; a pending one completes in a task of its own, outside any write. */
    private CompletableFuture<Void> told(ChannelFuture written) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        if (written.isDone()) {
            tell(written, told);
        } else {
            // Completed here, it could write within the flush that completes it, and leave together with the next
            // frame.
            written.addListener(w -> connection.queue(() -> tell(written, told)));
        }
        return told;
    }

    private static void tell(ChannelFuture written, CompletableFuture<Void> told) {
        Throwable cause = written.cause();
        if (cause == null) {
            told.complete(null);
        } else {
            told.completeExceptionally(cause);
        }
    }

    private void mustBeOnLoop(String method) {
        if (!channel.eventLoop().inEventLoop()) {
            throw new IllegalStateException("Link." + method + " was called outside of Link.executor()");
        }
    }
}
