package io.devicegateway.app.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A socket for what no HTTP client would send. */
final class RawHttp implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket = new Socket();

    RawHttp(ApiFixture api) throws IOException {
        this(api, 0);
    }

    /** @param receiveBuffer size of the buffer that fills while nobody reads; 0 for the usual one */
    RawHttp(ApiFixture api, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.api.boundPort()));
    }

    RawHttp send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** All that comes until the server closes the connection. */
    String readAll() throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return "reset: " + e.getMessage();
        }
    }

    /** One answer on a connection that stays open. */
    String readAnswer() throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return head + " and then the end";
            }
            head.append((char) next);
        }
        Matcher length = LENGTH.matcher(head);
        int rest = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return head + new String(in.readNBytes(rest), StandardCharsets.UTF_8);
    }

    /** One request on a connection of its own. */
    static String exchange(ApiFixture api, String request) throws IOException {
        try (RawHttp http = new RawHttp(api)) {
            return http.send(request).readAll();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
