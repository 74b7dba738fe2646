package io.devicegateway.powerbank;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the server sends as strictly as the document has it: no blanks, upper case, the locker's own IMEI and check.
 * Written apart from what the gateway reads with, like all of the locker.
 */
final class LockerReader {
    private static final Pattern FRAME = Pattern.compile(
            "\\{\"(?<body>(?<imei>\\d{15}),(?<command>[A-Z]{2})(,(?<data>.*?))?),(?<check>[0-9A-F]{4}|..)\"\\}",
            Pattern.DOTALL);
    private static final Pattern ABOUT_BANK = Pattern.compile(
            "(?:BW,(?<lendSlot>\\d{1,2}),|(?<code>T|F|BO|RO|BF|RF)\\.(?<slot>\\d{1,2})[,.])(?<bank>[0-9A-Za-z]{1,32})");

    private byte[] firstSent = {};
    private boolean sentTwo;

    /** A frame of the locker went out: what the server can learn its check from. */
    void sent(byte[] frame) {
        if (firstSent.length == 0) {
            firstSent = frame.clone();
        } else if (!Arrays.equals(firstSent, frame)) {
            sentTwo = true;
        }
    }

    /** The locker means another check from now on. */
    void forgetSent() {
        firstSent = new byte[0];
        sentTwo = false;
    }

    /** Reads a line without its end. */
    Line read(String line, String imei, Crc16Variant variant) {
        Matcher frame = FRAME.matcher(line);
        if (!frame.matches()) {
            return Line.broken("not a frame");
        }
        if (!frame.group("imei").equals(imei)) {
            return Line.broken("a frame for another locker");
        }
        String body = frame.group("body");
        if (LockerCrc.check(variant, body) != check(frame.group("check"))) {
            return sentTwo ? Line.broken("a wrong check") : Line.NOT_UNDERSTOOD;
        }
        String command = frame.group("command");
        String data = frame.group("data");
        if (command.equals("CQ")) {
            return data == null ? new Line(true, null, command, "", 0, "") : Line.broken("a query with data");
        }
        Matcher about = ABOUT_BANK.matcher(data == null ? "" : data);
        if (!about.matches()) {
            return Line.broken("data that is not documented");
        }
        String slot = about.group("slot") == null ? about.group("lendSlot") : about.group("slot");
        String code = about.group("code") == null ? "BW" : about.group("code");
        return new Line(true, null, command, code, Integer.parseInt(slot), about.group("bank"));
    }

    private static int check(String written) {
        if (written.length() == 4) {
            return Integer.parseInt(written, 16);
        }
        byte[] raw = written.getBytes(StandardCharsets.ISO_8859_1);
        return (raw[0] & 0xff) << 8 | (raw[1] & 0xff);
    }

    /** What an acknowledgement is about; null when command and code do not go together. */
    static @Nullable Outcome outcome(Line line) {
        return switch (line.command() + " " + line.code()) {
            case "AM BO" -> Outcome.LENT;
            case "AM RO" -> Outcome.RETURNED;
            case "AR BF" -> Outcome.LEND_FAILED;
            case "AR RF" -> Outcome.RETURN_FAILED;
            default -> null;
        };
    }

    /**
     * A line of the server.
     *
     * @param understood whether it can be acted on
     * @param wrong what about it is not as the document has it; null for nothing
     * @param code what it is about, empty for a query
     * @param slot 0 for a query
     */
    record Line(boolean understood, @Nullable String wrong, String command, String code, int slot, String bank) {
        private static final Line NOT_UNDERSTOOD = new Line(false, null, "", "", 0, "");

        private static Line broken(String wrong) {
            return new Line(false, wrong, "", "", 0, "");
        }
    }
}
