package io.devicegateway.chargepile;

import io.devicegateway.chargepile.ChargepileCommand.QrCode;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the QR codes at the end of command 106. The document shows length, data and gun once although a count precedes them, and
 * the data may contain the separator. So the layout is found first: what the lengths announce is believed where it works
 * out, otherwise the commas are.
 */
final class QrCodeReader {
    private static final int FIELDS = 3;
    private static final int MOST_DIGITS = 10;

    private QrCodeReader() {}

    /** How the codes are laid out. */
    private enum Layout {
        /** Length, data and gun of each code; the data has the length that was announced. */
        LENGTHS,
        /** One length for all, then data and gun of each code; the data has that length. */
        ONE_LENGTH,
        /** Length, data and gun of each code; the lengths are wrong. */
        COMMAS,
        /** One length for all, then data and gun of each code; the length is wrong. */
        ONE_LENGTH_COMMAS
    }

    static List<QrCode> read(LineCursor line, int count) throws MalformedFrame {
        if (count == 0) {
            return List.of();
        }
        Layout layout = count < 0 || line.isComplete() ? null : layout(line.ahead(), count);
        if (layout == null) {
            throw line.failure(
                    "qr-count",
                    ChargepileFields.QR_COUNT,
                    "announces " + count + " QR codes; what follows is not so many times length, data and gun");
        }
        boolean each = layout == Layout.LENGTHS || layout == Layout.COMMAS;
        boolean lengths = layout == Layout.LENGTHS || layout == Layout.ONE_LENGTH;
        List<QrCode> codes = new ArrayList<>();
        int length = each ? 0 : line.natural(ChargepileFields.QR_LENGTH);
        for (int i = 0; i < count; i++) {
            if (each) {
                length = line.natural(ChargepileFields.QR_LENGTH);
            }
            String data =
                    lengths ? line.exactly(length, ChargepileFields.QR_DATA) : line.text(ChargepileFields.QR_DATA);
            if (!lengths) {
                line.anomaly(
                        "qr-length",
                        new Label(
                                "the QR code has " + data.length() + " characters, " + length + " were announced",
                                "二维码长度为" + data.length() + "，声明为" + length));
            }
            codes.add(new QrCode(data, line.natural(ChargepileFields.QR_GUN)));
        }
        if (!each) {
            line.anomaly("qr-shared-length", new Label("the QR codes have one length in common", "多个二维码共用一个长度"));
        }
        return codes;
    }

    private static @Nullable Layout layout(String rest, int count) {
        if (fits(rest, count, true)) {
            return Layout.LENGTHS;
        }
        if (fits(rest, count, false)) {
            return Layout.ONE_LENGTH;
        }
        String[] fields = (rest.endsWith(",") ? rest.substring(0, rest.length() - 1) : rest).split(",", -1);
        if (fields.length == (long) FIELDS * count) {
            return Layout.COMMAS;
        }
        return fields.length == 1 + 2L * count ? Layout.ONE_LENGTH_COMMAS : null;
    }

    /** Whether data of the announced lengths ends where a field ends, each time, and the last gun ends the line. */
    private static boolean fits(String rest, int count, boolean each) {
        int at = 0;
        long length = 0;
        for (int i = 0; i < count; i++) {
            if (each || i == 0) {
                int comma = rest.indexOf(',', at);
                length = comma < 0 ? -1 : length(rest.substring(at, comma));
                at = comma + 1;
            }
            if (length < 0 || length >= rest.length() - at || rest.charAt(at + (int) length) != ',') {
                return false;
            }
            int gun = at + (int) length + 1;
            int comma = rest.indexOf(',', gun);
            if (length(rest.substring(gun, comma < 0 ? rest.length() : comma)) < 0) {
                return false;
            }
            at = comma < 0 ? rest.length() : comma + 1;
            if (comma < 0 && i < count - 1) {
                return false;
            }
        }
        return rest.substring(at).isBlank();
    }

    /** A whole number that is not negative; -1 for anything else. */
    private static long length(String field) {
        String digits = field.strip();
        if (digits.isEmpty() || digits.length() > MOST_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
