package io.devicegateway.powerbank;

/**
 * The check of a received frame.
 *
 * @param matching the variants that it fits; none when it is wrong
 * @param value its two bytes in the order in which they are written, the first one high; below zero when it could not be read
 * @param raw whether it is two bytes instead of hexadecimal digits
 */
public record FrameCheck(Crc16Variants matching, int value, boolean raw) {
    /** No check that could be read. */
    static final FrameCheck UNREADABLE = new FrameCheck(Crc16Variants.NONE, -1, false);
}
