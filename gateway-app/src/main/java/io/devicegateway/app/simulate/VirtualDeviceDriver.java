package io.devicegateway.app.simulate;

import io.devicegateway.simulation.VirtualDevice;
import io.devicegateway.simulation.VirtualDevice.Act;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** One virtual device on a real socket. It runs until its thread is interrupted. */
final class VirtualDeviceDriver implements Runnable {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int BUFFER = 8 << 10;

    /** A read waits no longer, whatever the device wants, so that an int holds it. */
    private static final long LONGEST_WAIT_MILLIS = 3_600_000;

    /** A connection that lasted so long is not held against the gateway when the next pause is chosen. */
    private static final long GOOD_MILLIS = 5_000;

    private final VirtualDevice device;
    private final InetSocketAddress gateway;
    private final LongSupplier nowMillis;
    private final SimulationStats stats;
    private final SplittableRandom random;
    private final long startDelayMillis;
    private final Duration longestPause;

    // for the connection
    private boolean silent;

    /**
     * @param nowMillis a clock that never goes back
     * @param startDelayMillis how long after the start the first connection is made
     * @param longestPause the longest pause before it connects again
     */
    VirtualDeviceDriver(
            VirtualDevice device,
            InetSocketAddress gateway,
            LongSupplier nowMillis,
            SimulationStats stats,
            long seed,
            long startDelayMillis,
            Duration longestPause) {
        this.device = device;
        this.gateway = gateway;
        this.nowMillis = nowMillis;
        this.stats = stats;
        this.random = new SplittableRandom(seed);
        this.startDelayMillis = startDelayMillis;
        this.longestPause = longestPause;
    }

    @Override
    public void run() {
        Backoff backoff = new Backoff(random, longestPause);
        try {
            Thread.sleep(startDelayMillis);
            while (!Thread.currentThread().isInterrupted()) {
                long from = nowMillis.getAsLong();
                boolean again = connect();
                if (nowMillis.getAsLong() - from >= GOOD_MILLIS) {
                    backoff.reset();
                }
                if (!again) {
                    Thread.sleep(backoff.nextMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection from its beginning to its end. Answers whether the device wants the next one at once. */
    private boolean connect() {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(gateway, CONNECT_TIMEOUT_MILLIS);
            stats.connected();
            return converse(socket);
        } catch (IOException e) {
            if (!Thread.currentThread().isInterrupted()) {
                stats.connectFailed();
            }
            return false;
        }
    }

    private boolean converse(Socket socket) {
        boolean byPeer = false;
        silent = false;
        try {
            return talk(socket);
        } catch (IOException | PeerClosed e) {
            byPeer = !Thread.currentThread().isInterrupted();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            stats.disconnected(byPeer);
            device.onDisconnect(nowMillis.getAsLong());
        }
    }

    private boolean talk(Socket socket) throws IOException, InterruptedException, PeerClosed {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        byte[] buffer = new byte[BUFFER];
        boolean again = perform(device.onConnect(nowMillis.getAsLong()), out);
        while (!again) {
            long wait = device.nextTick() - nowMillis.getAsLong();
            if (wait <= 0) {
                again = perform(device.onTick(nowMillis.getAsLong()), out);
            } else {
                // A silent device takes no notice; it comes back when the gateway has given the connection up.
                int length = read(socket, in, buffer, Math.min(wait, LONGEST_WAIT_MILLIS));
                again = length > 0
                        && !silent
                        && perform(device.onBytes(Arrays.copyOf(buffer, length), nowMillis.getAsLong()), out);
            }
        }
        return true;
    }

    /** Bytes read; 0 when none came in time. */
    private int read(Socket socket, InputStream in, byte[] buffer, long millis) throws IOException, PeerClosed {
        socket.setSoTimeout(Math.toIntExact(millis));
        try {
            int length = in.read(buffer);
            if (length < 0) {
                throw new PeerClosed();
            }
            stats.read(length);
            return length;
        } catch (SocketTimeoutException e) {
            return 0;
        }
    }

    /** Answers whether the device wants a new connection. */
    private boolean perform(List<Act> acts, OutputStream out) throws IOException {
        for (Act act : acts) {
            switch (act) {
                case Act.Transmit transmit -> {
                    if (!silent) {
                        out.write(transmit.bytes());
                        stats.wrote(transmit.bytes().length);
                    }
                }
                case Act.Reconnect reconnect -> {
                    return true;
                }
                case Act.FallSilent fallSilent -> silent = true;
            }
        }
        return false;
    }

    /** The other side ended the connection in an orderly way. */
    private static final class PeerClosed extends Exception {
        private static final long serialVersionUID = 1L;

        PeerClosed() {
            super(null, null, false, false);
        }
    }
}
