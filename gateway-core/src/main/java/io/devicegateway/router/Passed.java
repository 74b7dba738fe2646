package io.devicegateway.router;

import java.util.BitSet;

/**
 * What a consumer needs no more.
 *
 * @param position offset up to which every event was handled or parked
 * @param ahead which of those after it were: bit 0 is the offset after the position. Not changed by anybody later
 */
public record Passed(long position, BitSet ahead) {
    /** Everything up to this offset and nothing after it. */
    public static Passed upTo(long position) {
        return new Passed(position, new BitSet());
    }
}
