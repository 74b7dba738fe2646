package io.devicegateway.vending.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages of the gateway to itself. They begin with a word that no JSON begins with, and have a number that only this
 * connection knows.
 */
final class Probe {
    private static final byte[] WORD = "gateway-probe ".getBytes(StandardCharsets.US_ASCII);

    private final String nonce = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    private final AtomicLong number = new AtomicLong();

    /** The next one. */
    byte[] next() {
        number.incrementAndGet();
        return payload();
    }

    private byte[] payload() {
        return ("gateway-probe " + nonce + " " + number.get()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether this is a probe, of whichever gateway. */
    static boolean isProbe(byte[] payload) {
        return payload.length >= WORD.length && Arrays.equals(payload, 0, WORD.length, WORD, 0, WORD.length);
    }

    /** Whether this is the last one that was sent. */
    boolean isLast(byte[] payload) {
        return Arrays.equals(payload, payload());
    }
}
