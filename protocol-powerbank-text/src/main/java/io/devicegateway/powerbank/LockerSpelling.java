package io.devicegateway.powerbank;

/**
 * How a virtual locker writes: the document leaves much of it open.
 *
 * @param variant the CRC16 it means
 * @param separator what it puts between slot and bank, a comma or a dot
 * @param blanks whether it writes blanks after separators, as the document prints them
 * @param raw whether its check is two bytes instead of four digits
 * @param lineEnd what it writes behind the packet end
 */
public record LockerSpelling(Crc16Variant variant, char separator, boolean blanks, boolean raw, String lineEnd) {
    /** Plain, with the check that is most likely. */
    public static final LockerSpelling DEFAULT = of(Crc16Variant.DEFAULT);

    public LockerSpelling {
        if (separator != ',' && separator != '.') {
            throw new IllegalArgumentException("separator '" + separator + "' is neither a comma nor a dot");
        }
    }

    /** Plain, with that check. */
    public static LockerSpelling of(Crc16Variant variant) {
        return new LockerSpelling(variant, ',', false, false, "\r\n");
    }

    /** The same with another check. */
    public LockerSpelling with(Crc16Variant other) {
        return new LockerSpelling(other, separator, blanks, raw, lineEnd);
    }
}
