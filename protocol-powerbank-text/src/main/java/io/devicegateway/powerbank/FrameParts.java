package io.devicegateway.powerbank;

import io.devicegateway.protocol.MalformedFrame;
import java.nio.charset.StandardCharsets;

/** Where the parts of a frame stand that its check depends on, and the check itself. */
final class FrameParts {
    private static final int HEX_CHECK = 4;
    private static final int RAW_CHECK = 2;

    private final byte[] frame;
    private final int head;
    private final int end;
    private final int command;
    private final int bodyEnd;
    private final int checkFrom;
    private final int checkTo;

    /**
     * @throws MalformedFrame if the frame has no packet header, no packet end, or no command word
     */
    FrameParts(byte[] frame) throws MalformedFrame {
        this.frame = frame;
        int start = 0;
        while (start < frame.length && isSpace(frame[start])) {
            start++;
        }
        int stop = frame.length;
        while (stop > start && isSpace(frame[stop - 1])) {
            stop--;
        }
        if (stop - start < 2 * PowerbankFraming.HEAD || frame[start] != '{' || frame[start + 1] != '"') {
            throw new MalformedFrame("bad-header", "the packet header {\" is missing at offset " + start);
        }
        if (frame[stop - 2] != '"' || frame[stop - 1] != '}') {
            throw new MalformedFrame("bad-end", "the packet end \"} is missing at offset " + stop);
        }
        head = start;
        end = stop - PowerbankFraming.HEAD;
        int firstComma = head + PowerbankFraming.HEAD;
        while (firstComma < end && frame[firstComma] != ',') {
            firstComma++;
        }
        if (firstComma == end) {
            throw new MalformedFrame(
                    "short-frame", "there is no comma after the IMEI; IMEI, command word and check are needed");
        }
        command = firstComma + 1;
        int comma = checkComma(firstComma);
        bodyEnd = comma == firstComma ? end : comma;
        checkFrom = Math.min(end, bodyEnd + 1);
        checkTo = end;
    }

    /** The comma before the check. Two raw bytes may be commas themselves, so three bytes before the end is looked first. */
    private int checkComma(int firstComma) {
        int raw = end - RAW_CHECK - 1;
        if (raw > firstComma && frame[raw] == ',') {
            return raw;
        }
        int last = end - 1;
        while (frame[last] != ',') {
            last--;
        }
        return last;
    }

    /** Offset of the packet header. */
    int head() {
        return head;
    }

    /** Offset of the IMEI. */
    int body() {
        return head + PowerbankFraming.HEAD;
    }

    /** Offset behind the comma before the command word. */
    int command() {
        return command;
    }

    /** Offset behind the last byte of the data: of the comma before the check, or of the packet end when it has none. */
    int bodyEnd() {
        return bodyEnd;
    }

    /** Offset of the check, without the blanks before it. */
    int checkFrom() {
        int at = checkFrom;
        while (at < checkTo && !isRaw() && FrameText.isBlank(frame[at])) {
            at++;
        }
        return at;
    }

    /** Offset behind the check. */
    int checkTo() {
        return checkTo;
    }

    /** The check as it stands. */
    String checkText() {
        return new String(frame, checkFrom(), checkTo - checkFrom(), StandardCharsets.ISO_8859_1).strip();
    }

    /** What the check would have to be in a variant. */
    int expected(Crc16Variant variant) {
        return variant.check(frame, body(), command, bodyEnd);
    }

    /** Offset of the packet end. */
    int end() {
        return end;
    }

    /** Reads the check: up to four hexadecimal digits, or two bytes that are none. */
    FrameCheck check(boolean match) {
        if (isRaw()) {
            int value = (frame[checkFrom] & 0xff) << 8 | (frame[checkFrom + 1] & 0xff);
            FrameCheck raw = check(value, true, match);
            // Two digits: bytes if they fit, otherwise a number that lost its leading zeros.
            if (!raw.matching().isEmpty() || !isHex(checkFrom, checkTo)) {
                return raw;
            }
        }
        return isHex(checkFrom, checkTo) ? check(hexValue(), false, match) : FrameCheck.UNREADABLE;
    }

    private FrameCheck check(int value, boolean raw, boolean match) {
        Crc16Variants matching =
                match ? Crc16Matcher.matching(frame, body(), command, bodyEnd, value) : Crc16Variants.NONE;
        return new FrameCheck(matching, value, raw);
    }

    private boolean isRaw() {
        return checkTo - checkFrom == RAW_CHECK;
    }

    /** One to four hexadecimal digits, with blanks around. */
    private boolean isHex(int from, int to) {
        int digits = 0;
        for (int i = from; i < to; i++) {
            if (Character.digit(frame[i], 16) >= 0) {
                digits++;
            } else if (!FrameText.isBlank(frame[i])) {
                return false;
            }
        }
        return digits > 0 && digits <= HEX_CHECK;
    }

    /** Digits of the check; fewer than four lost their leading zeros. */
    int digits() {
        int digits = 0;
        for (int i = checkFrom; i < checkTo; i++) {
            digits += FrameText.isBlank(frame[i]) ? 0 : 1;
        }
        return digits;
    }

    private int hexValue() {
        int value = 0;
        for (int i = checkFrom; i < checkTo; i++) {
            int digit = Character.digit(frame[i], 16);
            value = digit < 0 ? value : value << 4 | digit;
        }
        return value;
    }

    private static boolean isSpace(byte value) {
        return value == '\r' || value == '\n' || FrameText.isBlank(value);
    }
}
