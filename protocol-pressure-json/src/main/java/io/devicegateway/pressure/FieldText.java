package io.devicegateway.pressure;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes values of the texts that stand between quotes, or without. */
final class FieldText {
    private static final long MOST_U32 = 0xffff_ffffL;
    private static final int MOST_DIGITS = 18;
    private static final int TIME_LENGTH = 19;

    private FieldText() {}

    /** A number such as {@code -5.0}, exactly; null when it is none, or has more than 18 digits. */
    static @Nullable BigDecimal decimal(byte[] in, int from, int to) {
        int at = from;
        boolean negative = at < to && in[at] == '-';
        if (negative || (at < to && in[at] == '+')) {
            at++;
        }
        long unscaled = 0;
        int digits = 0;
        int point = -1;
        for (; at < to; at++) {
            if (in[at] == '.' && point < 0) {
                point = digits;
            } else if (isDigit(in[at]) && digits < MOST_DIGITS) {
                unscaled = unscaled * 10 + (in[at] - '0');
                digits++;
            } else {
                return null;
            }
        }
        if (digits == 0) {
            return null;
        }
        return BigDecimal.valueOf(negative ? -unscaled : unscaled, point < 0 ? 0 : digits - point);
    }

    /** A whole number from 0 to 4294967295; -1 when it is none. */
    static long u32(byte[] in, int from, int to) {
        long value = from < to ? 0 : -1;
        for (int at = from; at < to && value >= 0; at++) {
            value = isDigit(in[at]) ? value * 10 + (in[at] - '0') : -1;
            if (value > MOST_U32) {
                return -1;
            }
        }
        return value;
    }

    /** A time such as {@code 2019-06-15 16:07:28}, whatever stands between the numbers; null when it is none. */
    static @Nullable LocalDateTime time(byte[] in, int from, int to) {
        if (to - from != TIME_LENGTH) {
            return null;
        }
        int year = digits(in, from, 4);
        int month = digits(in, from + 5, 2);
        int day = digits(in, from + 8, 2);
        int hour = digits(in, from + 11, 2);
        int minute = digits(in, from + 14, 2);
        int second = digits(in, from + 17, 2);
        if ((year | month | day | hour | minute | second) < 0) {
            return null;
        }
        try {
            return LocalDateTime.of(year, month, day, hour, minute, second);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int digits(byte[] in, int from, int count) {
        int value = 0;
        for (int at = from; at < from + count; at++) {
            if (!isDigit(in[at])) {
                return -1;
            }
            value = value * 10 + (in[at] - '0');
        }
        return value;
    }

    static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    /** Whether all of it is digits. */
    static boolean isNumber(byte[] in, int from, int to) {
        for (int at = from; at < to; at++) {
            if (!isDigit(in[at])) {
                return false;
            }
        }
        return from < to;
    }

    /** True, 1 or false, 0, in any case; null for anything else. */
    static @Nullable Boolean truth(byte[] in, int from, int to) {
        return switch (new String(in, from, to - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> null;
        };
    }

    /** The text with its escapes resolved; one that cannot be is left as it is. */
    static String unescaped(byte[] in, int from, int to) {
        String text = new String(in, from, to - from, StandardCharsets.UTF_8);
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            char kind = c == '\\' && at + 1 < text.length() ? text.charAt(at + 1) : 0;
            int code = kind == 'u' ? hex(text, at + 2) : -1;
            if (kind == 0) {
                plain.append(c);
                at++;
            } else if (code >= 0) {
                plain.append((char) code);
                at += 6;
            } else {
                plain.append(escaped(kind));
                at += 2;
            }
        }
        return plain.toString();
    }

    private static char escaped(char kind) {
        return switch (kind) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> kind;
        };
    }

    private static int hex(String text, int from) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
