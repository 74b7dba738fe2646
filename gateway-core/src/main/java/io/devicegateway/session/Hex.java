package io.devicegateway.session;

import java.util.HexFormat;

/** Bytes for the log. */
final class Hex {
    private static final int SHOWN = 48;

    private Hex() {}

    /** The first bytes in hexadecimal. */
    static String start(byte[] bytes) {
        String shown = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(SHOWN, bytes.length));
        return bytes.length > SHOWN ? shown + " … " + bytes.length + " bytes" : shown;
    }
}
