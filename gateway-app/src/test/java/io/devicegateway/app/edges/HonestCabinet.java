package io.devicegateway.app.edges;

import io.devicegateway.app.crash.WosiFrames;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A cabinet to which a customer brings a bank back every second. It reports a return until it is answered, on a new connection if
 * the one it has breaks, and keeps the time of how long that took.
 */
final class HonestCabinet implements Runnable, AutoCloseable {
    private static final int LAST_SLOT = 48;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final long BETWEEN_RETURNS = TimeUnit.SECONDS.toNanos(1);
    private static final long BETWEEN_TRIES = TimeUnit.MILLISECONDS.toNanos(50);

    private final String serial;
    private final int port;
    private final boolean comesAnew;
    private final Thread thread = new Thread(this, "honest-cabinet");
    private Socket socket = new Socket();
    private volatile boolean closed;
    private volatile int answered;
    private volatile int connections;
    private volatile long longest;
    private volatile long waitsSince;

    /** @param comesAnew whether it makes a new connection for each return, as a cabinet whose network is bad */
    private HonestCabinet(String serial, int port, boolean comesAnew) {
        this.serial = serial;
        this.port = port;
        this.comesAnew = comesAnew;
        thread.setDaemon(true);
    }

    /** One that stays on its connection. */
    static HonestCabinet staying(String serial, int port) {
        return started(new HonestCabinet(serial, port, false));
    }

    /** One that connects anew for each return. */
    static HonestCabinet comingAnew(String serial, int port) {
        return started(new HonestCabinet(serial, port, true));
    }

    private static HonestCabinet started(HonestCabinet cabinet) {
        cabinet.waitsSince = System.nanoTime();
        cabinet.thread.start();
        return cabinet;
    }

    String serial() {
        return serial;
    }

    /** Returns that were answered. */
    int answered() {
        return answered;
    }

    /** Connections that were made. */
    int connections() {
        return connections;
    }

    /** The longest that a return waited for its answer, the one that waits now included, in milliseconds. */
    long longestMillis() {
        long since = waitsSince;
        return TimeUnit.NANOSECONDS.toMillis(Math.max(longest, since == 0 ? 0 : System.nanoTime() - since));
    }

    /** What was measured so far is forgotten. */
    void measureAnew() {
        longest = 0;
    }

    @Override
    public void run() {
        for (int number = 1; !closed; number++) { // a number of zeros is no id
            long since = System.nanoTime();
            waitsSince = since;
            while (!closed && !report(number)) {
                leave();
                LockSupport.parkNanos(BETWEEN_TRIES);
            }
            longest = Math.max(longest, System.nanoTime() - since);
            waitsSince = 0;
            answered++;
            if (comesAnew) {
                leave();
            }
            LockSupport.parkNanos(since + BETWEEN_RETURNS - System.nanoTime());
        }
        leave();
    }

    private boolean report(int number) {
        try {
            if (!socket.isConnected()) {
                connections++;
                socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.getOutputStream().write(WosiFrames.login(serial));
                await(0x60);
            }
            socket.getOutputStream().write(WosiFrames.returned(1 + number % LAST_SLOT, number));
            return await(0x66)[8] == 1;
        } catch (IOException e) {
            return false;
        }
    }

    private byte[] await(int command) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            byte[] frame = WosiFrames.read(in);
            if (frame[0] == 0x64) {
                socket.getOutputStream().write(WosiFrames.frame(0x64, new byte[] {0}));
            }
            if (frame[0] == command) {
                return frame;
            }
        }
    }

    private void leave() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone all the same
        }
        socket = new Socket();
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        LockSupport.unpark(thread);
        thread.join(2L * PATIENCE_MILLIS);
    }
}
