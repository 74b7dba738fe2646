package io.devicegateway.tcp;

import io.devicegateway.budget.SourceLines;
import io.devicegateway.supervision.Watched;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on each connection as it is accepted, before it costs anything.
 *
 * <p>Above the bound of the listener or of an address a connection is reset. Above the accept rate nothing is refused:
 * accepting pauses and connections wait in the backlog, because devices that come back all at once after an outage, and are
 * reset, only try again at once.
 */
final class AcceptGate extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptGate.class);
    private static final long ERROR_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Accepting resumes with a fiftieth of a second's worth of tokens, not for each single one. */
    private static final double BATCHES_PER_SECOND = 50;

    private final String name;
    private final TcpSettings settings;
    private final TcpMetrics metrics;
    private final LongSupplier ticker;
    private final Admission admission;
    private final Strangers strangers;
    private final SourceLines lines;
    private final Watched resumes;
    private final TokenBucket bucket;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private Watched.Round resumeRound = () -> {};
    private Runnable resumeTask = () -> {};
    private boolean paused;
    private long pausedUntil;

    AcceptGate(String name, TcpSettings settings, TcpListener listener, TcpTransport transport) {
        this.name = name;
        this.settings = settings;
        this.metrics = listener.metrics;
        this.ticker = transport.ticker;
        this.admission = transport.admission;
        this.strangers = listener.strangers;
        this.lines = transport.shares.lines();
        this.resumes = transport.shares.supervision().watch("tcp-accept-" + name);
        this.bucket = new TokenBucket(settings.acceptRate(), settings.acceptBurst(), ticker.getAsLong());
    }

    /** What ends a pause is made now: where no file can be opened, no class can be loaded either. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        resumeRound = () -> resume(ctx);
        resumeTask = () -> tryResume(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel child = (Channel) message;
        boolean admitted = false;
        try {
            admitted = admit(child);
        } finally {
            if (!admitted) {
                reset(child);
            }
        }
        if (admitted) {
            ctx.fireChannelRead(child);
        }
        long now = ticker.getAsLong();
        bucket.take(now);
        if (bucket.nanosUntil(1, now) > 0) {
            pauseForRate(ctx, now);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pause(ctx, ticker.getAsLong() + ERROR_PAUSE_NANOS); // first: what follows may fail for the same reason
        metrics.acceptPaused("error");
        long times = lines.claim(name, "accept-error");
        if (times > 0) {
            LOG.error(
                    "{}: cannot accept connections ({} times): {}; pausing for a second. If it says 'too many open files',"
                            + " raise the limit of the process (LimitNOFILE, ulimit -n)",
                    name,
                    times,
                    cause.toString());
        }
    }

    private boolean admit(Channel child) {
        if (!(child.remoteAddress() instanceof InetSocketAddress remote)) {
            return false; // it went away before it was looked at
        }
        InetAddress address = remote.getAddress();
        long now = ticker.getAsLong();
        if (connections.incrementAndGet() > settings.maxConnections() && !strangers.sendEldestAway(now)) {
            connections.decrementAndGet();
            refuse("total", address, settings.maxConnections() + " connections are open (maxConnections)");
            return false;
        }
        if (!admission.tryTake(strangers, now)) {
            connections.decrementAndGet();
            refuse("total", address, admission.most() + " connections are open, of all protocols together");
            return false;
        }
        if (perAddress.merge(address, 1, Integer::sum) > settings.maxConnectionsPerAddress()) {
            release(address);
            refuse(
                    "address",
                    address,
                    settings.maxConnectionsPerAddress()
                            + " connections are open from this address (maxConnectionsPerAddress)");
            return false;
        }
        strangers.add(child, now);
        metrics.accepted.increment();
        metrics.open.incrementAndGet();
        child.closeFuture().addListener(future -> {
            strangers.remove(child);
            release(address);
            metrics.open.decrementAndGet();
        });
        return true;
    }

    private void release(InetAddress address) {
        connections.decrementAndGet();
        admission.give();
        perAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }

    private void refuse(String reason, InetAddress address, String why) {
        metrics.refused(reason);
        long times = lines.claim(address.getHostAddress(), "refused-" + reason);
        if (times > 0) {
            LOG.warn(
                    "{}: connections refused: {} since the last line, from {}: {}",
                    name,
                    times,
                    address.getHostAddress(),
                    why);
        }
    }

    private static void reset(Channel child) {
        try {
            child.config().setOption(ChannelOption.SO_LINGER, 0);
        } finally {
            child.unsafe().closeForcibly();
        }
    }

    private void pauseForRate(ChannelHandlerContext ctx, long now) {
        metrics.acceptPaused("rate");
        long times = lines.claim(name, "accept-rate");
        if (times > 0) {
            LOG.info(
                    "{}: connections come faster than {} a second (acceptRate); they wait in the backlog ({} pauses since the"
                            + " last line)",
                    name,
                    settings.acceptRate(),
                    times);
        }
        double batch = Math.max(1, settings.acceptRate() / BATCHES_PER_SECOND);
        pause(ctx, now + bucket.nanosUntil(batch, now));
    }

    private void pause(ChannelHandlerContext ctx, long until) {
        if (!paused || until - pausedUntil > 0) {
            pausedUntil = until;
        }
        if (!paused) {
            paused = true;
            ctx.channel().config().setAutoRead(false);
            scheduleResume(ctx);
        }
    }

    private void scheduleResume(ChannelHandlerContext ctx) {
        long wait = Math.clamp(pausedUntil - ticker.getAsLong(), 0L, ERROR_PAUSE_NANOS);
        var unused = ctx.executor().schedule(resumeTask, wait, TimeUnit.NANOSECONDS);
    }

    /** One that fails is tried again: accepting must not stay paused for good. */
    private void tryResume(ChannelHandlerContext ctx) {
        if (!resumes.run(resumeRound)) {
            paused = true;
            pausedUntil = ticker.getAsLong() + ERROR_PAUSE_NANOS;
            scheduleResume(ctx);
        }
    }

    private void resume(ChannelHandlerContext ctx) {
        if (pausedUntil - ticker.getAsLong() > 0) {
            scheduleResume(ctx);
            return;
        }
        paused = false;
        if (ctx.channel().isOpen()) {
            ctx.channel().config().setAutoRead(true);
        }
    }
}
