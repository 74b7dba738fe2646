package io.devicegateway.powerbank;

/**
 * How the check of a frame is written.
 *
 * @param variant the CRC16
 * @param raw whether it is two bytes instead of four hexadecimal digits
 */
public record Dialect(Crc16Variant variant, boolean raw) {
    /** What is spoken to a device of which nothing is known. */
    public static final Dialect DEFAULT = new Dialect(Crc16Variant.DEFAULT, false);
}
