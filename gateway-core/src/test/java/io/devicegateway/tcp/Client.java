package io.devicegateway.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The device's end: a plain socket. */
final class Client implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 10_000;

    final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Client(int port) throws IOException {
        this(port, 0);
    }

    /** With that receive buffer of the system; 0 for its default. */
    Client(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_TIMEOUT_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** A frame of {@link LengthFraming} with that text. */
    static byte[] frame(String text) {
        return frame(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] frame(byte[] content) {
        byte[] frame = new byte[2 + content.length];
        frame[0] = (byte) (content.length >> 8);
        frame[1] = (byte) content.length;
        System.arraycopy(content, 0, frame, 2, content.length);
        return frame;
    }

    static String text(byte[] frame) {
        return new String(frame, 2, frame.length - 2, StandardCharsets.ISO_8859_1);
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void sendFrame(String text) throws IOException {
        send(frame(text));
    }

    /** The text of the next frame that comes. */
    String readFrame() throws IOException {
        byte[] length = in.readNBytes(2);
        if (length.length < 2) {
            throw new IOException("the connection ended instead of a frame");
        }
        byte[] content = in.readNBytes((length[0] & 0xff) << 8 | (length[1] & 0xff));
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    /** Whatever is there next; -1 at the end. */
    int read(byte[] into) throws IOException {
        return in.read(into);
    }

    /** Reads until the other side has ended it, in an orderly way or not; what came until then does not matter. */
    void awaitEnd() {
        byte[] bytes = new byte[8_192];
        try {
            while (in.read(bytes) >= 0) {
                // on
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the gateway did not close the connection", e);
        } catch (IOException e) {
            // reset: an end as well
        }
    }

    /** Ends it without a word: a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes before the test is over. */
    void disconnect() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
