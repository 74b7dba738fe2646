package io.devicegateway.powerbank;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what a virtual locker receives into lines. Written apart from {@link PowerbankFraming}, like all of the locker. */
final class LockerInbox {
    /** The most characters that wait for the end of their line. */
    static final int LONGEST = 4096;

    private final StringBuilder waiting = new StringBuilder();

    /**
     * Takes bytes in and hands on each line that is complete, without its end.
     *
     * @return whether the rest is short enough to wait for more
     */
    boolean take(byte[] bytes, Consumer<String> lines) {
        waiting.append(new String(bytes, StandardCharsets.ISO_8859_1));
        for (int end = waiting.indexOf("\r\n"); end >= 0; end = waiting.indexOf("\r\n")) {
            String line = waiting.substring(0, end);
            waiting.delete(0, end + 2);
            lines.accept(line);
        }
        return waiting.length() <= LONGEST;
    }

    /** The connection ended. */
    void clear() {
        waiting.setLength(0);
    }
}
