package io.devicegateway.tcp;

import io.devicegateway.metrics.Metrics;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Inbound;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that all TCP listeners share: one accepts, the others serve the connections. */
public final class TcpTransport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);
    private static final int LEAST_READ = 2_048;
    /** On epoll. NIO would hand over all of them although accepting pauses after the first, so it takes one. */
    private static final int ACCEPTS_PER_TURN = 16;

    private static final long STOP_SECONDS = 5;

    final TcpShares shares;
    final Metrics metrics;
    final LongSupplier ticker;
    final Admission admission;

    private final boolean epoll;
    private final long strangersOfALoop;
    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;
    private final Map<EventLoop, LoopContext> loops = new ConcurrentHashMap<>();
    private final List<TcpListener> listeners = new CopyOnWriteArrayList<>();

    /** Which interface of the operating system carries the connections. */
    public enum Io {
        /** The best one that is there: epoll on Linux, NIO elsewhere. */
        AUTO,
        /** Linux epoll. */
        EPOLL,
        /** Java NIO. It knows no {@code TCP_USER_TIMEOUT}, and sees that a peer has gone only while it reads from it. */
        NIO
    }

    /**
     * Makes the threads.
     *
     * @param threads that serve connections, 1 or more
     * @param ticker nanoseconds of a monotonic clock
     * @throws IllegalStateException if epoll is demanded and not there; says why
     */
    public TcpTransport(int threads, Io io, Metrics metrics, LongSupplier ticker) {
        this(threads, io, TcpShares.ofProcess(metrics, ticker));
    }

    /**
     * Makes the threads.
     *
     * @param threads that serve connections, 1 or more
     * @param shares what the listeners may use of the process
     * @throws IllegalStateException if epoll is demanded and not there; says why
     */
    public TcpTransport(int threads, Io io, TcpShares shares) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be 1 or more, not " + threads);
        }
        if (io == Io.EPOLL && !Epoll.isAvailable()) {
            throw new IllegalStateException(
                    "epoll is not available here; use AUTO or NIO: " + Epoll.unavailabilityCause(),
                    Epoll.unavailabilityCause());
        }
        this.epoll = io == Io.EPOLL || (io == Io.AUTO && Epoll.isAvailable());
        if (!epoll) {
            LOG.warn("TCP runs on NIO: a device that vanished is noticed by its silence only (no TCP_USER_TIMEOUT)");
        }
        this.shares = shares;
        this.metrics = shares.metrics();
        this.ticker = shares.ticker();
        this.admission = new Admission(shares.connections());
        this.strangersOfALoop = Math.max(1, shares.strangers() / threads);
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.acceptor = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("tcp-accept", true), handlers);
        this.workers = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("tcp", true), handlers);
    }

    /** Whether it runs on epoll. */
    public boolean usesEpoll() {
        return epoll;
    }

    /**
     * Listens on a port.
     *
     * @param name the protocol, for metrics and the log
     * @param opener called for each connection, on its executor
     * @throws IOException if it cannot, or if its longest frame has no room in the heap; says where and why
     */
    public TcpListener listen(String name, TcpSettings settings, Framing framing, Inbound.Opener opener)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(settings.bind(), settings.port());
        if (address.isUnresolved()) {
            throw new IOException(name + ": the bind address " + settings.bind() + " is not known on this machine");
        }
        fits(name, settings, framing);
        TcpListener listener = new TcpListener(name, settings, framing, opener, this);
        ChannelFuture bound = bootstrap(listener, new AcceptGate(name, settings, listener, this))
                .bind(address)
                .awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException(
                    name + ": cannot listen on " + settings.bind() + " port " + settings.port() + ": "
                            + cause.getMessage() + "; is another process, or another protocol, on this port?",
                    cause);
        }
        listener.listensOn(bound.channel());
        listeners.add(listener);
        return listener;
    }

    /** Nothing that is configured may be more than there is: then no device could ever send its longest frame. */
    private void fits(String name, TcpSettings settings, Framing framing) throws IOException {
        if (2L * framing.maxFrame() > strangersOfALoop) {
            throw new IOException(name + ": the longest frame has " + framing.maxFrame()
                    + " bytes, and a device that has not logged in yet may hold " + strangersOfALoop / 2
                    + "; give the process more heap (-Xmx), or allow shorter frames");
        }
        if (settings.maxConnections() > admission.most()) {
            LOG.warn(
                    "{}: {} connections are allowed (maxConnections), and {}: the bound is lowered to {}, of all protocols"
                            + " together",
                    name,
                    settings.maxConnections(),
                    shares.connectionsBecause(),
                    admission.most());
        }
    }

    private LoopContext context(EventLoop loop) {
        return loops.computeIfAbsent(loop, eventLoop -> {
            String part = "strangers-" + (loops.size() + 1);
            return new LoopContext(
                    eventLoop,
                    ticker,
                    new LoopBytes(
                            shares.bytes(), shares.messages(), shares.bytes().share(part, strangersOfALoop)),
                    shares.supervision().watch("tcp-sweep-" + (loops.size() + 1)));
        });
    }

    /** Closes all listeners with their connections and ends the threads. */
    @Override
    public void close() {
        listeners.forEach(TcpListener::close);
        Future<?> accepting = acceptor.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
        Future<?> serving = workers.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
        accepting.awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        serving.awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }

    private ServerBootstrap bootstrap(TcpListener listener, AcceptGate gate) {
        TcpSettings settings = listener.settings;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptor, workers)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_RCVBUF, settings.socketReceiveBuffer()) // inherited by what is accepted
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(epoll ? ACCEPTS_PER_TURN : 1))
                .handler(gate)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.SO_SNDBUF, settings.socketSendBuffer())
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(settings.writeHighWater() / 2, settings.writeHighWater()))
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads(settings.receiveBuffer()))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Connection(channel, listener, context(channel.eventLoop())));
                    }
                });
        if (epoll) {
            bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, (int)
                    settings.userTimeout().toMillis());
        }
        return bootstrap;
    }

    private static AdaptiveRecvByteBufAllocator reads(int atMost) {
        int least = Math.min(LEAST_READ, atMost);
        return new AdaptiveRecvByteBufAllocator(least, least, atMost);
    }
}
