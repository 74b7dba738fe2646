package io.devicegateway.app.http;

import io.devicegateway.supervision.Watched;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.context.Context;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the connections of the HTTP interface, and goes on doing so whatever happens. The library's own loop ends for good
 * when it cannot accept once, as when the process has no file descriptor left; here it pauses, frees a descriptor and goes on.
 */
final class HttpListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int BACKLOG = 256;

    /** How long a client may take to take the last answer on its connection. */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(2);

    private final InetSocketAddress wanted;
    private final Serving serving;
    private final Connections connections;
    private final RequestDeadlines deadlines;
    private final Duration idleTime;
    private final Watched accepting;
    private final DescriptorReserve descriptors;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("http-connection-", 0).factory());
    private final AtomicLong ids = new AtomicLong();
    private final Thread acceptor = Thread.ofPlatform().name("http-accept").unstarted(this::acceptUntilStopped);
    private volatile @Nullable ServerSocketChannel server;
    private volatile int port;
    private volatile boolean stopped;

    /**
     * @param wanted where to listen; port 0 for a free one
     * @param connections those that are open
     * @param idleTime how long a connection may stay open without a request
     * @param accepting watches the loop that accepts
     * @param reserve file descriptors held for the time when there are no others
     */
    HttpListener(
            InetSocketAddress wanted,
            Serving serving,
            Connections connections,
            RequestDeadlines deadlines,
            Duration idleTime,
            Watched accepting,
            int reserve) {
        this.wanted = wanted;
        this.serving = serving;
        this.connections = connections;
        this.deadlines = deadlines;
        this.idleTime = idleTime;
        this.accepting = accepting;
        this.descriptors = new DescriptorReserve(reserve);
    }

    /** How requests are served: all that the library needs to know, and most requests at once. */
    record Serving(ListenerConfig config, Http1Config http1, DirectHandlers refusals, Router router, int requests) {}

    /** @throws IOException if it cannot listen there */
    void start() throws IOException {
        ServerSocketChannel open = bind(wanted);
        port = ((InetSocketAddress) open.getLocalAddress()).getPort();
        server = open;
        serving.router().beforeStart();
        acceptor.start();
    }

    /** The port that was taken; 0 before the start. */
    int port() {
        return port;
    }

    /** Closes idle connections, lets requests under way finish within this time, then breaks them off. */
    void stop(Duration grace) throws IOException {
        stopped = true;
        ServerSocketChannel open = server;
        if (open != null) {
            open.close();
        }
        connections.all().stream().filter(connection -> !connection.busy()).forEach(HttpConnection::close);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
                boolean unused = threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        connections.all().forEach(HttpConnection::close);
        descriptors.close();
        accepting.remove();
        if (open != null) {
            serving.router().afterStop();
        }
    }

    private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            return channel.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address, BACKLOG);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void acceptUntilStopped() {
        Accepted context = new Accepted(serving);
        Http1ConnectionSelector http =
                Http1ConnectionSelector.builder().config(serving.http1()).build();
        Limit requests = FixedLimit.builder().permits(serving.requests()).build();
        accepting.loop(() -> !stopped, () -> acceptOne(context, http, requests));
    }

    private void acceptOne(ListenerContext context, Http1ConnectionSelector http, Limit requests) throws IOException {
        SocketChannel channel = accept();
        if (channel == null) {
            return;
        }
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            HttpConnection connection = new HttpConnection(
                    channel, "http-" + ids.incrementAndGet(), context, serving.router(), connections.lines());
            connections.add(connection);
            try {
                threads.execute(() -> serve(connection, http, requests));
            } catch (RuntimeException | Error e) {
                connections.remove(connection);
                throw e;
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("A connection came as the interface was being closed");
            channel.close();
        } catch (IOException e) {
            LOG.debug("A connection was gone before it was served: {}", e.toString());
            channel.close();
        } catch (RuntimeException | Error e) {
            channel.close();
            throw e;
        }
        descriptors.refill();
    }

    /** The next connection; null when it was stopped. */
    private @Nullable SocketChannel accept() throws IOException {
        ServerSocketChannel open = server;
        try {
            if (open == null || (!open.isOpen() && !stopped)) {
                open = bind(new InetSocketAddress(wanted.getAddress(), port));
                server = open;
            }
            return open.accept();
        } catch (ClosedChannelException e) {
            if (stopped) {
                return null;
            }
            throw e;
        } catch (IOException e) {
            if (open == null || stopped || (!descriptors.release() && !connections.evictOne())) {
                throw e;
            }
            return open.accept();
        }
    }

    private void serve(HttpConnection connection, Http1ConnectionSelector http, Limit requests) {
        try {
            deadlines.current().within(idleTime);
            connection.serve(http, requests);
            deadlines.current().within(LAST_ANSWER);
            connection.closeGently();
        } finally {
            connection.close();
            connections.remove(connection);
            descriptors.refill();
        }
    }

    /** What the library wants to know of the listener that accepted a connection. */
    private static final class Accepted implements ListenerContext {
        private final Serving serving;
        private final Context context = Context.create();
        private final MediaContext media = MediaContext.create();
        private final ContentEncodingContext encodings = ContentEncodingContext.create();
        private final ExecutorService executor =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory());

        Accepted(Serving serving) {
            this.serving = serving;
        }

        @Override
        public Context context() {
            return context;
        }

        @Override
        public MediaContext mediaContext() {
            return media;
        }

        @Override
        public ContentEncodingContext contentEncodingContext() {
            return encodings;
        }

        @Override
        public DirectHandlers directHandlers() {
            return serving.refusals();
        }

        @Override
        public ListenerConfig config() {
            return serving.config();
        }

        @Override
        public ExecutorService executor() {
            return executor;
        }
    }
}
