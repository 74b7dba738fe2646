package io.devicegateway.pressure;

import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts bytes as a transport does, and writes down what came of it. */
final class Stream {
    private final Framing framing;
    private final List<String> frames = new ArrayList<>();
    private final List<String> skips = new ArrayList<>();
    private byte[] rest = {};
    private long scan;

    Stream(Framing framing) {
        this.framing = framing;
    }

    Stream feed(String text) {
        return feed(text.getBytes(StandardCharsets.UTF_8));
    }

    Stream feed(byte[] bytes) {
        byte[] all = Arrays.copyOf(rest, rest.length + bytes.length);
        System.arraycopy(bytes, 0, all, rest.length, bytes.length);
        rest = all;
        cut(false);
        return this;
    }

    Stream feedByteByByte(byte[] bytes) {
        for (byte each : bytes) {
            feed(new byte[] {each});
        }
        return this;
    }

    /** Nothing more comes. */
    Stream quiet() {
        if (rest.length > 0) {
            cut(true);
        }
        return this;
    }

    private void cut(boolean quiet) {
        boolean more = true;
        while (more && rest.length > 0) {
            ByteBuffer view = ByteBuffer.wrap(rest).asReadOnlyBuffer();
            try {
                Framing.Cut cut = quiet ? framing.onQuiet(view) : framing.next(view, scan);
                quiet = false;
                if (view.position() != 0 || view.limit() != rest.length) {
                    throw new AssertionError("the framing moved the buffer");
                }
                scan = 0;
                switch (cut) {
                    case Framing.Cut.More wait -> {
                        more = false;
                        scan = wait.scan();
                    }
                    case Framing.Cut.Frame frame -> frames.add(take(frame.length()));
                    case Framing.Cut.Skip skip -> skips.add(skip.anomaly() + " " + take(skip.length()));
                }
            } catch (MalformedFrame e) {
                throw new AssertionError("this framing gives no stream up", e);
            }
        }
    }

    private String take(int length) {
        if (length < 1 || length > rest.length) {
            throw new AssertionError("a cut of " + length + " from " + rest.length + " bytes");
        }
        String taken = new String(rest, 0, length, StandardCharsets.UTF_8);
        rest = Arrays.copyOfRange(rest, length, rest.length);
        return taken;
    }

    List<String> frames() {
        return frames;
    }

    List<String> skips() {
        return skips;
    }

    int waiting() {
        return rest.length;
    }
}
