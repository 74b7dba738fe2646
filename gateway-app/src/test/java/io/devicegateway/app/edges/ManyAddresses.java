package io.devicegateway.app.edges;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.IntFunction;

/**
 * Somebody who says to be one device after the other, and no more of them on a connection than the gateway takes from one. Each
 * connection comes from another address of the loopback network, so that nothing holds him but what holds all strangers together.
 */
final class ManyAddresses {
    private static final int OF_A_CONNECTION = 64;
    private static final int PATIENCE_MILLIS = 20_000;

    private final int port;
    private final IntFunction<byte[]> login;
    private final Answers answers;
    private int sent;
    private int answered;
    private int connections;

    /**
     * @param login what the device of a number says
     * @param answers how its answers are told from whatever else comes
     */
    ManyAddresses(int port, IntFunction<byte[]> login, Answers answers) {
        this.port = port;
        this.login = login;
        this.answers = answers;
    }

    /** Reads up to the next answer to a login. */
    @FunctionalInterface
    interface Answers {
        /** @return whether there was one; false at the end of the connection */
        boolean next(InputStream in) throws IOException;
    }

    /** Connections that were made. */
    int connections() {
        return connections;
    }

    /** Logins that were answered. */
    int answered() {
        return answered;
    }

    /** Goes on until so many were sent. */
    void send(int count) throws IOException {
        while (sent < count) {
            connections++;
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress(address(connections), 0));
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
                sendSome(socket);
            }
        }
    }

    private static String address(int number) {
        return "127." + (1 + (number >> 16)) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
    }

    private void sendSome(Socket socket) throws IOException {
        ByteArrayOutputStream some = new ByteArrayOutputStream();
        for (int i = 0; i < OF_A_CONNECTION; i++) {
            some.writeBytes(login.apply(sent++));
        }
        socket.getOutputStream().write(some.toByteArray());
        InputStream in = socket.getInputStream();
        for (int i = 0; i < OF_A_CONNECTION && answers.next(in); i++) {
            answered++;
        }
    }
}
