package io.devicegateway.powerbank;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One of the fifty ways in which a device may mean "CRC16": five algorithms, five ranges, two byte orders.
 *
 * @param algorithm the algorithm
 * @param range which bytes it covers
 * @param order which byte comes first
 */
public record Crc16Variant(Crc16Algorithm algorithm, Crc16Range range, Crc16ByteOrder order) {
    /** What is spoken to a device of which nothing is known. */
    public static final Crc16Variant DEFAULT =
            new Crc16Variant(Crc16Algorithm.MODBUS, Crc16Range.BODY, Crc16ByteOrder.HIGH_FIRST);

    /** All fifty, by {@link #index()}. */
    public static final List<Crc16Variant> ALL = all();

    private static final int ORDERS = 2;
    private static final int RANGES = 5;

    private static List<Crc16Variant> all() {
        List<Crc16Variant> variants = new ArrayList<>();
        for (Crc16Algorithm algorithm : Crc16Algorithm.values()) {
            for (Crc16Range range : Crc16Range.values()) {
                for (Crc16ByteOrder order : Crc16ByteOrder.values()) {
                    variants.add(new Crc16Variant(algorithm, range, order));
                }
            }
        }
        return List.copyOf(variants);
    }

    /**
     * Reads the form that {@link #toString()} writes, in any case.
     *
     * @throws IllegalArgumentException if the text names no variant; says what is allowed
     */
    public static Crc16Variant parse(String text) {
        String wanted = text.strip().toUpperCase(Locale.ROOT);
        for (Crc16Variant variant : ALL) {
            if (variant.toString().toUpperCase(Locale.ROOT).equals(wanted)) {
                return variant;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no CRC16 variant; write algorithm/range/order, as "
                + DEFAULT + ", with an algorithm of MODBUS, CCITT-FALSE, XMODEM, ARC, KERMIT, a range of body,"
                + " body+comma, head+body, head+body+comma, cmd+data, and high or low for the byte that comes first");
    }

    /** The one that {@link #toString()} names so; empty when there is none. */
    static Optional<Crc16Variant> named(String name) {
        return ALL.stream().filter(variant -> variant.toString().equals(name)).findFirst();
    }

    /** Its place in {@link #ALL}, 0 to 49. */
    int index() {
        return (algorithm.place() * RANGES + range.place()) * ORDERS + order.place();
    }

    /**
     * The check of a frame in this variant.
     *
     * @param frame the bytes of the frame
     * @param body offset of the IMEI; the packet header is before it
     * @param command offset of the command word, behind the comma
     * @param end offset of the comma before the check
     * @return the two bytes of the check in the order in which they are written, the first one high
     */
    int check(byte[] frame, int body, int command, int end) {
        int from = switch (range) {
            case BODY, BODY_COMMA -> body;
            case HEAD_BODY, HEAD_BODY_COMMA -> body - PowerbankFraming.HEAD;
            case COMMAND_DATA -> command;
        };
        int state = algorithm.table().after(algorithm.start(), frame, from, end);
        if (range == Crc16Range.BODY_COMMA || range == Crc16Range.HEAD_BODY_COMMA) {
            state = algorithm.table().after(state, ',');
        }
        int value = algorithm.value(state);
        return order == Crc16ByteOrder.HIGH_FIRST ? value : Crc16Table.swap(value);
    }

    /** What it is, in English words. */
    public String words() {
        return "CRC16 " + algorithm.title() + " over " + range.words() + ", " + order.title() + " byte first";
    }

    @Override
    public String toString() {
        return algorithm.title() + "/" + range.title() + "/" + order.title();
    }
}
