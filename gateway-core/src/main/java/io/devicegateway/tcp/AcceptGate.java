package io.devicegateway.tcp;

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
    private final TokenBucket bucket;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final LogThrottle refusals;
    private final LogThrottle pauses;
    private final LogThrottle errors;
    private boolean paused;
    private long pausedUntil;

    AcceptGate(String name, TcpSettings settings, TcpMetrics metrics, LongSupplier ticker) {
        this.name = name;
        this.settings = settings;
        this.metrics = metrics;
        this.ticker = ticker;
        this.bucket = new TokenBucket(settings.acceptRate(), settings.acceptBurst(), ticker.getAsLong());
        this.refusals = new LogThrottle(ticker);
        this.pauses = new LogThrottle(ticker);
        this.errors = new LogThrottle(ticker);
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
        metrics.acceptPaused("error");
        long times = errors.claim();
        if (times > 0) {
            LOG.error(
                    "{}: cannot accept connections ({} times): {}; pausing for a second. If it says 'too many open files',"
                            + " raise the limit of the process (LimitNOFILE, ulimit -n)",
                    name,
                    times,
                    cause.toString());
        }
        pause(ctx, ticker.getAsLong() + ERROR_PAUSE_NANOS);
    }

    private boolean admit(Channel child) {
        if (!(child.remoteAddress() instanceof InetSocketAddress remote)) {
            return false; // it went away before it was looked at
        }
        InetAddress address = remote.getAddress();
        if (connections.incrementAndGet() > settings.maxConnections()) {
            connections.decrementAndGet();
            refuse("total", address, settings.maxConnections() + " connections are open (maxConnections)");
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
        metrics.accepted.increment();
        metrics.open.incrementAndGet();
        child.closeFuture().addListener(future -> {
            release(address);
            metrics.open.decrementAndGet();
        });
        return true;
    }

    private void release(InetAddress address) {
        connections.decrementAndGet();
        perAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }

    private void refuse(String reason, InetAddress address, String why) {
        metrics.refused(reason);
        long times = refusals.claim();
        if (times > 0) {
            LOG.warn(
                    "{}: connections refused: {} since the last line, the latest from {}: {}",
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
        long times = pauses.claim();
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
        var unused = ctx.executor().schedule(() -> resume(ctx), wait, TimeUnit.NANOSECONDS);
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
