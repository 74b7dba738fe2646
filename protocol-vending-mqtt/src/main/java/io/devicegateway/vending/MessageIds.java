package io.devicegateway.vending;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the messages to one cabinet, 1 to 2147483647, one above the other. They begin with the time in tenths of a second:
 * commands are at least that far apart, so that a later conversation never repeats the numbers of an earlier one.
 */
final class MessageIds {
    private static final int TENTH_MILLIS = 100;

    private int next;

    MessageIds(VendingSettings.Wire wire, InstantSource clock) {
        @Nullable Integer first = wire.firstMessageId();
        this.next = first == null
                ? (int) Math.floorMod(clock.millis() / TENTH_MILLIS, (long) Integer.MAX_VALUE) + 1
                : first;
    }

    int take() {
        int taken = next;
        next = taken == Integer.MAX_VALUE ? 1 : taken + 1;
        return taken;
    }
}
