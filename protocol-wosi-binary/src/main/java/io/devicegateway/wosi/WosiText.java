package io.devicegateway.wosi;

import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.FrameCursor;
import io.devicegateway.protocol.MalformedFrame;

/** Reads the strings of the document: a 16-bit length that includes the terminating NUL, then the characters (004 section 2.1). */
final class WosiText {
    /** What one early server's authors wrote for a NUL, as four characters. */
    private static final String LITERAL_NUL = "\\000";

    private WosiText() {}

    /**
     * Reads a string, with or without its NUL, and cuts blanks around it.
     *
     * @throws MalformedFrame if not even the length is there
     */
    static String read(FrameCursor in, Label lengthName, Label name) throws MalformedFrame {
        int at = in.position();
        int claimed = in.u16(lengthName);
        int length = Math.min(claimed, in.remaining());
        if (length < claimed) {
            in.anomaly(
                    "string-length",
                    at,
                    new Label(
                            lengthName.en() + " is " + claimed + ", the frame has " + length + " bytes left",
                            lengthName.zh() + "为" + claimed + "，报文只剩" + length + "字节"));
        }
        if (length == 0 || in.peek(length - 1) != 0) {
            in.anomaly(
                    "missing-terminator",
                    in.position() + length,
                    new Label(name.en() + " does not end with 00", name.zh() + "没有以0x00结束"));
        }
        return clean(in, in.terminated(length, name), name);
    }

    private static String clean(FrameCursor in, String text, Label name) {
        String stripped = text.strip();
        if (stripped.endsWith(LITERAL_NUL)) {
            in.anomaly(
                    "literal-terminator",
                    in.position(),
                    new Label(name.en() + " ends with the four characters \\000", name.zh() + "以四个字符\\000结尾"));
        }
        while (stripped.endsWith(LITERAL_NUL)) {
            stripped = stripped.substring(0, stripped.length() - LITERAL_NUL.length())
                    .strip();
        }
        return stripped;
    }
}
