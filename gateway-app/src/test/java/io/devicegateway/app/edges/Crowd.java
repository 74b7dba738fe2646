package io.devicegateway.app.edges;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/** Many connections of nobody. One that is ended by the gateway is made anew, so that there are always as many as can be. */
final class Crowd implements AutoCloseable {
    private final int port;
    private final byte[] beginning;
    private final SocketChannel[] sockets;
    private final ByteBuffer incoming = ByteBuffer.allocate(4_096);
    private long connections;
    private int open;

    /**
     * @param count connections
     * @param beginning what each says first
     */
    Crowd(int port, int count, byte[] beginning) {
        this.port = port;
        this.beginning = beginning;
        this.sockets = new SocketChannel[count];
    }

    /** Connections that were made. */
    long connections() {
        return connections;
    }

    /** The most that were open at a time. */
    int open() {
        return open;
    }

    /** Makes the connections that are not there. */
    void fill() {
        int now = 0;
        for (int i = 0; i < sockets.length; i++) {
            if (sockets[i] == null) {
                sockets[i] = connect();
            } else if (isEnded(sockets[i])) {
                end(i);
                sockets[i] = connect();
            }
            now += sockets[i] == null ? 0 : 1;
        }
        open = Math.max(open, now);
    }

    /** Stays for so long. */
    void stay(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            fill();
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** Stays for so long, and adds a byte on each connection at that interval. */
    void drip(long nanos, long interval, byte drop) {
        long end = System.nanoTime() + nanos;
        ByteBuffer one = ByteBuffer.wrap(new byte[] {drop});
        for (long next = System.nanoTime(); next - end < 0; next += interval) {
            for (int i = 0; i < sockets.length; i++) {
                try {
                    if (sockets[i] == null) {
                        sockets[i] = connect();
                    } else {
                        sockets[i].write(one.rewind());
                    }
                } catch (IOException e) {
                    end(i);
                }
            }
            LockSupport.parkNanos(next + interval - System.nanoTime());
        }
    }

    private SocketChannel connect() {
        SocketChannel socket = null;
        try {
            socket = SocketChannel.open();
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setOption(StandardSocketOptions.SO_SNDBUF, 2 * beginning.length + 1);
            socket.socket().connect(new InetSocketAddress("127.0.0.1", port), 2_000);
            connections++;
            socket.configureBlocking(false);
            // What does not fit in one go is left out: how much a stranger holds is then a matter of the system's
            // buffers.
            int unused = socket.write(ByteBuffer.wrap(beginning));
            return socket;
        } catch (IOException e) {
            close(socket);
            return null;
        }
    }

    private boolean isEnded(SocketChannel socket) {
        try {
            return socket.read(incoming.clear()) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private void end(int i) {
        close(sockets[i]);
        sockets[i] = null;
    }

    private static void close(SocketChannel socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is gone all the same
            }
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < sockets.length; i++) {
            end(i);
        }
    }
}
