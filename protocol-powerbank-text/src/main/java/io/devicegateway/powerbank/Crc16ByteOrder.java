package io.devicegateway.powerbank;

/** Which byte of a CRC16 comes first. */
public enum Crc16ByteOrder {
    /** The high one, as numbers are written. */
    HIGH_FIRST(0, "high"),
    /** The low one, as Modbus sends it. */
    LOW_FIRST(1, "low");

    private final int place;
    private final String title;

    Crc16ByteOrder(int place, String title) {
        this.place = place;
        this.title = title;
    }

    /** What it is called in configuration and events. */
    public String title() {
        return title;
    }

    /** Its place among the two, 0 or 1. */
    int place() {
        return place;
    }
}
