package io.devicegateway.powerbank;

/** Which bytes of a frame its CRC16 covers: the document does not say. */
public enum Crc16Range {
    /** From the IMEI to the last character of the data. */
    BODY(0, "body", "IMEI to the end of the data"),
    /** The same and the comma before the check. */
    BODY_COMMA(1, "body+comma", "IMEI to the comma before the check"),
    /** From the packet header to the last character of the data. */
    HEAD_BODY(2, "head+body", "packet header to the end of the data"),
    /** The same and the comma before the check. */
    HEAD_BODY_COMMA(3, "head+body+comma", "packet header to the comma before the check"),
    /** From the command word to the last character of the data. */
    COMMAND_DATA(4, "cmd+data", "command word to the end of the data");

    private final int place;
    private final String title;
    private final String words;

    Crc16Range(int place, String title, String words) {
        this.place = place;
        this.title = title;
        this.words = words;
    }

    /** What it is called in configuration and events. */
    public String title() {
        return title;
    }

    /** Its place among the five, 0 to 4. */
    int place() {
        return place;
    }

    /** What it is, in English words. */
    String words() {
        return words;
    }

    /** Whether an error in the IMEI shows. */
    boolean coversIdentity() {
        return this != COMMAND_DATA;
    }
}
