package io.devicegateway.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A device that speaks the lines of the plain protocol over a socket. */
final class LineCabinet implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    LineCabinet(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    String ask(String line) throws IOException {
        write(line);
        return read();
    }

    void write(String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** The next line; null when the gateway closed the connection. */
    String read() throws IOException {
        return in.readLine();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
