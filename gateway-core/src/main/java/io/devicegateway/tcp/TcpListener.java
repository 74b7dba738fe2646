package io.devicegateway.tcp;

import io.devicegateway.api.Presence;
import io.devicegateway.budget.SourceLines;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.MalformedFrame;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port that devices of one protocol connect to; made by {@link TcpTransport#listen}. Its methods may be called on any
 * thread but those of the transport.
 *
 * <p>An orderly stop is {@link #stopAccepting()}, then {@link #drain}, then {@link #close()}.
 */
public final class TcpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);

    final TcpSettings settings;
    final Framing framing;
    final Inbound.Opener opener;
    final TcpMetrics metrics;
    final Strangers strangers;
    final long partialNanos;
    final long closeNanos;
    final long lingerNanos;
    /** A peer that closes its side while it is not read leaves no more bytes than these: what the two buffers held. */
    final int mostHeld;

    private final String name;
    private final SourceLines lines;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String pausedBecause;
    private volatile boolean stopping;
    private volatile @Nullable Channel server;

    TcpListener(String name, TcpSettings settings, Framing framing, Inbound.Opener opener, TcpTransport transport) {
        this.name = name;
        this.settings = settings;
        this.framing = framing;
        this.opener = opener;
        this.metrics = new TcpMetrics(transport.metrics, name);
        this.partialNanos = framing.partialTimeout().toNanos();
        this.closeNanos = settings.closeTimeout().toNanos();
        this.lingerNanos = settings.linger().toNanos();
        this.mostHeld = framing.maxFrame() + 2 * settings.receiveBuffer() + 2 * settings.socketReceiveBuffer();
        this.strangers = transport.admission.newStrangers();
        this.lines = transport.shares.lines();
    }

    /** The protocol whose devices connect here. */
    public String name() {
        return name;
    }

    /** The port it listens on, also where the settings left the choice to the system. */
    public int boundPort() {
        Channel channel = server;
        if (channel == null || !(channel.localAddress() instanceof InetSocketAddress local)) {
            throw new IllegalStateException(name + " does not listen");
        }
        return local.getPort();
    }

    /** Open connections. */
    public int connections() {
        return metrics.open.get();
    }

    /**
     * Stops reading from all connections, those accepted later too, until {@link #resumeReading()}; writing goes on. Nothing
     * if it is paused already.
     *
     * @param cause why, for the log
     */
    public void pauseReading(String cause) {
        boolean before = pausedBecause != null;
        pausedBecause = cause;
        if (!before) {
            LOG.warn("{}: reading paused: {}", name, cause);
            tellAll();
        }
    }

    /** Reads again, unless something else holds a connection back. Nothing if it is not paused. */
    public void resumeReading() {
        String cause = pausedBecause;
        pausedBecause = null;
        if (cause != null) {
            LOG.info("{}: reading resumed after: {}", name, cause);
            tellAll();
        }
    }

    /** Gives the port back; open connections stay. */
    public void stopAccepting() {
        Channel channel = server;
        if (channel != null) {
            channel.close().awaitUninterruptibly();
        }
    }

    /**
     * Takes no further frame and waits until every one taken is durable and its answers are with the operating system.
     *
     * @param atMost how long
     * @return whether all were in time
     */
    public boolean drain(Duration atMost) throws InterruptedException {
        stopAccepting();
        return await(connections.stream().map(Connection::drain), atMost);
    }

    /** Gives the port back and ends all connections, each after what was written to it. */
    @Override
    public void close() {
        stopping = true;
        stopAccepting();
        connections.forEach(connection -> connection.end(Presence.Reason.GATEWAY_STOPPED, ""));
        Duration atMost = settings.closeTimeout().plus(settings.linger()).plusSeconds(1);
        try {
            if (!await(connections.stream().map(Connection::whenClosed), atMost)) {
                LOG.warn("{}: {} connections did not close within {}", name, connections.size(), atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean await(Stream<CompletableFuture<Void>> all, Duration atMost) throws InterruptedException {
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                    .get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("neither a drain nor a close fails", e);
        }
    }

    void listensOn(Channel channel) {
        server = channel;
    }

    boolean isPaused() {
        return pausedBecause != null;
    }

    boolean isStopping() {
        return stopping;
    }

    void add(Connection connection) {
        connections.add(connection);
    }

    void remove(Connection connection, Presence.@Nullable Reason reason) {
        connections.remove(connection);
        if (reason != null) {
            metrics.closed(reason);
        }
    }

    void malformed(String remote, MalformedFrame cause, byte[] front) {
        metrics.malformed(cause.kind());
        long times = lines.claim(host(remote), cause.kind());
        if (times > 0) {
            LOG.warn(
                    "{}: closing {} for what it sent: {}: {}; at {} ({} such from there since the last line)",
                    name,
                    remote,
                    cause.kind(),
                    cause.getMessage(),
                    HexFormat.ofDelimiter(" ").formatHex(front),
                    times);
        }
    }

    /** A connection was closed because the process has no bytes for what it holds. */
    void outOfBytes(String remote, boolean known) {
        metrics.outOfBytes.increment();
        long times = lines.claim(known ? host(remote) : name, known ? "no-bytes" : "no-bytes-for-strangers");
        if (times > 0) {
            LOG.warn(
                    "{}: closing {} because no bytes are left for {} ({} such since the last line); see gateway_bytes_taken",
                    name,
                    remote,
                    known ? "what it sends or does not read" : "connections that have not said who they are",
                    times);
        }
    }

    /** A balancer spoke before the device did. */
    void proxied(String remote) {
        long times = lines.claim(host(remote), Hello.PROXY);
        if (times > 0) {
            LOG.warn(
                    "{}: {} sends a header of the PROXY protocol before what the device says; it is passed over. Turn it off in the"
                            + " balancer ({} such from there since the last line)",
                    name,
                    remote,
                    times);
        }
    }

    /** The device behind it is known. */
    void identified(Channel channel) {
        strangers.remove(channel);
    }

    private static String host(String remote) {
        int colon = remote.lastIndexOf(':');
        return colon < 0 ? remote : remote.substring(0, colon);
    }

    void failed(String remote, Throwable cause) {
        metrics.failures.increment();
        long times = lines.claim(host(remote), "failure");
        if (times > 0) {
            LOG.error(
                    "{}: closing {} after an error of the gateway's own ({} such since the last line)",
                    name,
                    remote,
                    times,
                    cause);
        }
    }

    private void tellAll() {
        for (Connection connection : connections) {
            connection.queue(connection::followListener);
        }
    }
}
