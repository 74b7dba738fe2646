package io.devicegateway.app.edges;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.function.IntFunction;

/** Somebody who says to be one device after the other, as fast as he can, on one connection as long as the gateway leaves it to him. */
final class OneConnection {
    private static final int GATHERED = 1 << 14;

    private OneConnection() {}

    /**
     * Sends all of them, and reads what is answered until the gateway has dealt with all and closes.
     *
     * @param login what the device of a number says
     * @return how many connections that took
     */
    static int send(int port, int count, IntFunction<byte[]> login) throws IOException, InterruptedException {
        int connections = 0;
        int sent = 0;
        while (sent < count) {
            connections++;
            try (Socket socket = new Socket("127.0.0.1", port)) {
                Thread reader = Thread.ofPlatform().daemon().start(() -> drain(socket));
                try {
                    OutputStream out = new BufferedOutputStream(socket.getOutputStream(), GATHERED);
                    for (; sent < count; sent++) {
                        out.write(login.apply(sent));
                    }
                    out.flush();
                    socket.shutdownOutput();
                } catch (IOException e) {
                    // The gateway ended it: the next one goes on from there.
                }
                reader.join();
            }
        }
        return connections;
    }

    private static void drain(Socket socket) {
        byte[] buffer = new byte[GATHERED];
        try {
            InputStream in = socket.getInputStream();
            while (in.read(buffer) >= 0) {
                // what is answered does not matter
            }
        } catch (IOException e) {
            // ended
        }
    }
}
