package io.devicegateway.powerbank;

/** The CRC16 algorithms that a device may mean: the document only says "16-bit data check code" (003 section 3). */
public enum Crc16Algorithm {
    /** Polynomial 8005 reflected, start FFFF. */
    MODBUS(0, "MODBUS", 0xffff, true),
    /** Polynomial 1021, start FFFF. */
    CCITT_FALSE(1, "CCITT-FALSE", 0xffff, false),
    /** Polynomial 1021, start 0. */
    XMODEM(2, "XMODEM", 0, false),
    /** Polynomial 8005 reflected, start 0. */
    ARC(3, "ARC", 0, true),
    /** Polynomial 1021 reflected, start 0. */
    KERMIT(4, "KERMIT", 0, true);

    private final int place;
    private final String title;
    private final int start;
    private final boolean reflected;

    Crc16Algorithm(int place, String title, int start, boolean reflected) {
        this.place = place;
        this.title = title;
        this.start = start;
        this.reflected = reflected;
    }

    /** Its usual name. */
    public String title() {
        return title;
    }

    /** The CRC of these bytes, 0 to FFFF. */
    public int of(byte[] bytes, int from, int to) {
        return value(table().after(start, bytes, from, to));
    }

    /** Its place among the five, 0 to 4. */
    int place() {
        return place;
    }

    Crc16Table table() {
        return switch (this) {
            case MODBUS, ARC -> Crc16Table.REFLECTED_8005;
            case CCITT_FALSE, XMODEM -> Crc16Table.FORWARD_1021;
            case KERMIT -> Crc16Table.REFLECTED_1021;
        };
    }

    /** The state before the first byte; the same in both ways of holding it. */
    int start() {
        return start;
    }

    boolean isReflected() {
        return reflected;
    }

    /** The CRC that a state of the table stands for. */
    int value(int state) {
        return reflected ? state : Crc16Table.swap(state);
    }
}
