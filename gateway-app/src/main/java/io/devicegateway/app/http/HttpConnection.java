package io.devicegateway.app.http;

import io.devicegateway.budget.SourceLines;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.NioSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.socket.SocketWriter;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a client, served on a virtual thread of its own. */
final class HttpConnection implements ConnectionContext {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final int MOST_UNREAD = 1_024 * 1_024;
    private static final ThreadLocal<HttpConnection> CURRENT = new ThreadLocal<>();

    private final SocketChannel channel;
    private final ListenerContext listener;
    private final Router router;
    private final SourceLines lines;
    private final HelidonSocket socket;
    private final DataReader reader;
    private final SocketWriter writer;
    private volatile boolean busy;

    /**
     * @param id names it in the log
     * @param lines who may write which line into the log now
     */
    HttpConnection(SocketChannel channel, String id, ListenerContext listener, Router router, SourceLines lines) {
        this.channel = channel;
        this.listener = listener;
        this.router = router;
        this.lines = lines;
        this.socket = NioSocket.server(channel, id, "http");
        this.reader = DataReader.create(this::read);
        this.writer = SocketWriter.create(listener.executor(), socket, 0, false);
    }

    /** That of the calling thread, which serves a request. */
    static HttpConnection current() {
        HttpConnection current = CURRENT.get();
        if (current == null) {
            throw new IllegalStateException("this thread serves no HTTP connection");
        }
        return current;
    }

    /** Serves it until it ends. What the library throws ends this connection and nothing else. */
    void serve(ServerConnectionSelector http, Limit requests) {
        CURRENT.set(this);
        try {
            http.connection(this).handle(requests);
        } catch (CloseConnectionException | UncheckedIOException | DataReader.InsufficientDataAvailableException e) {
            LOG.trace("HTTP connection {} ends", socketId(), e);
        } catch (InterruptedException e) {
            LOG.trace("HTTP connection {} is broken off", socketId(), e);
        } catch (RuntimeException e) {
            long times = channel.isOpen() ? lines.claim(address(), "connection-ends") : 0;
            if (times > 0) {
                LOG.warn(
                        "HTTP connection {} from {} ends ({} since the last line): {}",
                        socketId(),
                        address(),
                        times,
                        e.toString());
            }
            LOG.debug("HTTP connection {} ends", socketId(), e);
        } finally {
            writer.close();
            CURRENT.remove();
        }
    }

    private String address() {
        InetAddress address = channel.socket().getInetAddress();
        return address == null ? "?" : address.getHostAddress();
    }

    /**
     * Closes it when the client has done so, or has taken the last answer: closed at once, with bytes unread, a connection is
     * reset, and the answer is lost on the way. Reads what still comes, up to a bound; the thread's deadline ends it too.
     */
    void closeGently() {
        busy = false;
        try {
            if (channel.isOpen()) {
                channel.shutdownOutput();
                ByteBuffer unread = ByteBuffer.allocate(8 * 1_024);
                for (int left = MOST_UNREAD; left > 0; left -= unread.position()) {
                    if (channel.read(unread.clear()) < 0) {
                        break;
                    }
                }
            }
        } catch (IOException e) {
            LOG.trace("HTTP connection {} ends", socketId(), e);
        } finally {
            close();
        }
    }

    /** Whether a request is under way. */
    boolean busy() {
        return busy;
    }

    void busy(boolean underWay) {
        busy = underWay;
    }

    /** Closes it, whoever reads or writes. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.trace("HTTP connection {} could not be closed", socketId(), e);
        }
    }

    private byte[] read() {
        try {
            return socket.get();
        } catch (UncheckedIOException e) {
            throw new ServerConnectionException("the client is gone", e);
        }
    }

    @Override
    public ListenerContext listenerContext() {
        return listener;
    }

    @Override
    public ExecutorService executor() {
        return listener.executor();
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public Router router() {
        return router;
    }

    @Override
    public HelidonSocket serverSocket() {
        return socket;
    }

    @Override
    public PeerInfo remotePeer() {
        return socket.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return socket.localPeer();
    }

    @Override
    public boolean isSecure() {
        return socket.isSecure();
    }

    @Override
    public String socketId() {
        return socket.socketId();
    }

    @Override
    public String childSocketId() {
        return socket.childSocketId();
    }
}
