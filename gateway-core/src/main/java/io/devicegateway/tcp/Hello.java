package io.devicegateway.tcp;

import io.devicegateway.protocol.Framing.Cut;
import io.devicegateway.protocol.MalformedFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes first on a connection and is of no device: the header of a balancer's PROXY protocol, which is passed over, and the
 * first words of a browser, a TLS client or a scanner, by which the connection ends under their name.
 */
final class Hello {
    /** The anomaly under which a header of the PROXY protocol is passed over. */
    static final String PROXY = "proxy-header";

    private static final byte[] PROXY_1 = ascii("PROXY ");
    private static final int MOST_OF_PROXY_1 = 107;
    private static final byte[] PROXY_2 = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int HEADER_OF_PROXY_2 = 16;
    private static final int MOST_OF_PROXY_2 = 2_048;
    private static final List<byte[]> HTTP = List.of(
            ascii("GET /"),
            ascii("HEAD /"),
            ascii("POST /"),
            ascii("PUT /"),
            ascii("PRI * HTTP/2"),
            ascii("OPTIONS "),
            ascii("CONNECT "));
    private static final List<byte[]> SSH = List.of(ascii("SSH-"));
    private static final List<byte[]> TLS = List.of(
            new byte[] {22, 3, 0}, new byte[] {22, 3, 1}, new byte[] {22, 3, 2}, new byte[] {22, 3, 3}, new byte[] {
                22, 3, 4
            });

    private Hello() {}

    /**
     * Looks at the first bytes of a connection.
     *
     * @return what to make of them; null when they may be a device's
     * @throws MalformedFrame if they are another client's
     */
    static @Nullable Cut in(byte[] bytes, int from, int to) throws MalformedFrame {
        return switch (bytes[from]) {
            case 'P' -> first(proxy1(bytes, from, to), other("http-request", "an HTTP request", HTTP, bytes, from, to));
            case 'G', 'H', 'O', 'C' -> other("http-request", "an HTTP request", HTTP, bytes, from, to);
            case 'S' -> other("ssh-hello", "an SSH client", SSH, bytes, from, to);
            case 22 -> other("tls-hello", "a TLS client", TLS, bytes, from, to);
            case 13 -> proxy2(bytes, from, to);
            default -> null;
        };
    }

    private static @Nullable Cut first(@Nullable Cut one, @Nullable Cut other) {
        return one == null ? other : one;
    }

    private static @Nullable Cut proxy1(byte[] bytes, int from, int to) throws MalformedFrame {
        if (!begins(PROXY_1, bytes, from, to)) {
            return null;
        }
        int most = Math.min(to, from + MOST_OF_PROXY_1);
        for (int at = from + PROXY_1.length; at < most; at++) {
            if (bytes[at] == '\n') {
                return new Cut.Skip(at + 1 - from, PROXY);
            }
        }
        if (to - from < MOST_OF_PROXY_1) {
            return Cut.More.MORE;
        }
        throw new MalformedFrame(
                PROXY, "a header of the PROXY protocol does not end within " + MOST_OF_PROXY_1 + " bytes");
    }

    private static @Nullable Cut proxy2(byte[] bytes, int from, int to) throws MalformedFrame {
        if (!begins(PROXY_2, bytes, from, to)) {
            return null;
        }
        if (to - from < HEADER_OF_PROXY_2) {
            return Cut.More.MORE;
        }
        int whole = HEADER_OF_PROXY_2
                + ((bytes[from + HEADER_OF_PROXY_2 - 2] & 0xff) << 8 | (bytes[from + HEADER_OF_PROXY_2 - 1] & 0xff));
        if (whole > MOST_OF_PROXY_2) {
            throw new MalformedFrame(PROXY, "a header of the PROXY protocol has " + whole + " bytes");
        }
        return whole <= to - from ? new Cut.Skip(whole, PROXY) : Cut.More.MORE;
    }

    private static @Nullable Cut other(String kind, String who, List<byte[]> all, byte[] bytes, int from, int to)
            throws MalformedFrame {
        Cut cut = null;
        for (byte[] words : all) {
            if (begins(words, bytes, from, to)) {
                if (to - from >= words.length) {
                    throw new MalformedFrame(kind, who + " speaks where devices do");
                }
                cut = Cut.More.MORE;
            }
        }
        return cut;
    }

    /** Whether the bytes begin with those, as far as they go. */
    private static boolean begins(byte[] words, byte[] bytes, int from, int to) {
        int length = Math.min(words.length, to - from);
        return Arrays.equals(words, 0, length, bytes, from, from + length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
