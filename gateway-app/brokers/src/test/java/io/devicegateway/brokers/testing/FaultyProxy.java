package io.devicegateway.brokers.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bad network between a client and a server: a TCP proxy on loopback that cuts connections, holds what flows both ways without
 * closing anything, or refuses new connections. It starts out as a good one.
 */
public final class FaultyProxy implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;
    private static final int BACKLOG = 50;
    private static final int CONNECT_MILLIS = 5_000;

    private final InetSocketAddress target;
    private final int port;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flowing = lock.newCondition();
    private boolean stalled;
    private boolean closed;
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;

    /** Listens on a free port of loopback and connects each client to {@code host:port}. */
    public FaultyProxy(String host, int port) {
        this.target = new InetSocketAddress(host, port);
        this.port = listen(0);
    }

    /** In front of a broker. */
    public static FaultyProxy to(TestBroker broker) {
        return new FaultyProxy(broker.host(), broker.port());
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** How many connections there have been. */
    public long accepted() {
        return accepted.get();
    }

    /** How many connections there are. */
    public int open() {
        return pairs.size();
    }

    /** Closes all connections, with a reset on both sides, and goes on accepting. */
    public void cut() {
        pairs.forEach(Pair::reset);
    }

    /** From now on nothing flows either way, and nobody is told: as when a link dies without a word. New connections are taken. */
    public void stall() {
        lock.lock();
        try {
            stalled = true;
        } finally {
            lock.unlock();
        }
    }

    /** Undoes {@link #stall()}; what was held flows on, nothing is lost. */
    public void resume() {
        lock.lock();
        try {
            stalled = false;
            flowing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** New connections are refused from now on; those that exist go on. */
    public void refuse() {
        lock.lock();
        try {
            close(listener);
            listener = null;
            // The port is free only once the thread that waits in accept() has left it.
            Thread accepting = acceptor;
            if (accepting != null) {
                accepting.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the proxy stops listening", e);
        } finally {
            lock.unlock();
        }
    }

    /** Undoes {@link #refuse()}, on the same port. */
    public void accept() {
        lock.lock();
        try {
            if (listener == null && !closed) {
                listen(port);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            refuse();
            resume();
        } finally {
            lock.unlock();
        }
        cut();
    }

    @SuppressWarnings("AddressSelection") // loopback has one address here
    private int listen(int wanted) {
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), wanted), BACKLOG);
            listener = opened;
            acceptor = Thread.ofVirtual().name("faulty-proxy").start(() -> acceptFrom(opened));
            return opened.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy cannot listen on port " + wanted, e);
        }
    }

    private void acceptFrom(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                close(listening);
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        Pair pair = new Pair(client, server);
        pairs.add(pair);
        try {
            server.connect(target, CONNECT_MILLIS);
        } catch (IOException e) {
            pair.reset();
            return;
        }
        Thread.ofVirtual().start(() -> pump(pair, client, server));
        pump(pair, server, client);
    }

    private void pump(Pair pair, Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitFlow();
                out.write(buffer, 0, read);
            }
            awaitFlow();
            pair.close();
        } catch (IOException e) {
            pair.reset();
        }
    }

    private void awaitFlow() {
        lock.lock();
        try {
            while (stalled) {
                flowing.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void close(@Nullable AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("a socket does not close", e);
        }
    }

    /** One client and its connection to the server. Identity, not value. */
    private final class Pair {
        private final Socket client;
        private final Socket server;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void reset() {
            reset(client);
            reset(server);
            pairs.remove(this);
        }

        void close() {
            FaultyProxy.close(client);
            FaultyProxy.close(server);
            pairs.remove(this);
        }

        private static void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // closed already
            }
            FaultyProxy.close(socket);
        }
    }
}
