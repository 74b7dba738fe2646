package io.devicegateway.app.edges;

import io.devicegateway.app.crash.WosiFrames;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** A cabinet that beats all the time, and gives out whatever it is told to. */
final class BeatingCabinet implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private volatile int beats;

    BeatingCabinet(String serial, int port, long interval) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        send(WosiFrames.login(serial));
        Thread.ofPlatform().daemon().start(this::read);
        Thread.ofPlatform().daemon().start(() -> beat(interval));
    }

    int beats() {
        return beats;
    }

    private synchronized void send(byte[] frame) throws IOException {
        out.write(frame);
    }

    private void beat(long interval) {
        try {
            for (long next = System.nanoTime(); !socket.isClosed(); next += interval) {
                send(WosiFrames.frame(0x61, new byte[0]));
                beats++;
                LockSupport.parkNanos(next + interval - System.nanoTime());
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void read() {
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                byte[] frame = WosiFrames.read(in);
                if (frame[0] == 0x64) {
                    send(WosiFrames.frame(0x64, new byte[] {0}));
                } else if (frame[0] == 0x65) {
                    byte[] payload = new byte[10];
                    payload[0] = frame[7];
                    payload[1] = 1;
                    System.arraycopy(WosiFrames.bank(frame[7] & 0xff), 0, payload, 2, 8);
                    send(WosiFrames.frame(0x65, payload));
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
