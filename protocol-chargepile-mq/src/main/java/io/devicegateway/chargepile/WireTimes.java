package io.devicegateway.chargepile;

import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which times are written: the document gives a type of whole number and an example with colons. */
final class WireTimes {
    static final int SECONDS_OF_A_DAY = 86_400;

    private static final Pattern CLOCK = Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2}))?");

    private WireTimes() {}

    /**
     * A point in time in seconds since 1970, from 10 or 13 digits.
     *
     * @param required whether there has to be one; otherwise 0 or nothing stands for none
     */
    static long pointInTime(LineCursor line, Label name, boolean required) throws MalformedFrame {
        String text = line.silentText(name);
        if (!required && (text.isEmpty() || text.equals("0"))) {
            line.tell(name, text, null);
            return 0;
        }
        long value = isNumber(text) ? Long.parseLong(text) : 0;
        Instant instant = new ChargepileHeader("", "", value, "")
                .sentAt()
                .orElseThrow(() -> line.failure(
                        "bad-time",
                        name,
                        "is '" + LineCursor.cut(text)
                                + "', not 10 digits for seconds or 13 for milliseconds since 1970"));
        boolean seconds = value < 10_000_000_000L;
        line.tell(name, value, seconds ? ChargepileFields.SECONDS : ChargepileFields.MILLIS);
        if (!seconds) {
            line.anomaly("time-unit", new Label("the time is in milliseconds", "时间以毫秒为单位"));
        }
        return instant.getEpochSecond();
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 13 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * A time of the day as its second, 0 to 86400. In the one form that is configured: a number can be read in several ways that
     * all make sense, and a price would hold at the wrong hours.
     */
    static int timeOfDay(LineCursor line, Label name, ChargepileSettings.Wire settings) throws MalformedFrame {
        String text = line.silentText(name);
        return switch (settings.rateTime()) {
            case CLOCK -> clock(line, name, text);
            case SECOND_OF_DAY -> {
                long value = isNumber(text) ? Long.parseLong(text) : -1;
                if (value < 0 || value > SECONDS_OF_A_DAY) {
                    throw line.failure(
                            "bad-time",
                            name,
                            "is '" + LineCursor.cut(text) + "', not 0 to 86400, seconds of the day as configured");
                }
                line.tell(name, value, ChargepileFields.SECOND_OF_DAY);
                yield (int) value;
            }
            case EPOCH_MILLIS -> {
                long value = isNumber(text) && text.length() == 13 ? Long.parseLong(text) : 0;
                Instant instant = new ChargepileHeader("", "", value, "")
                        .sentAt()
                        .orElseThrow(() -> line.failure(
                                "bad-time",
                                name,
                                "is '" + LineCursor.cut(text)
                                        + "', not 13 digits, milliseconds since 1970 as configured"));
                line.tell(name, value, ChargepileFields.MILLIS);
                yield instant.atZone(settings.zone()).toLocalTime().toSecondOfDay();
            }
        };
    }

    private static int clock(LineCursor line, Label name, String text) throws MalformedFrame {
        Matcher matcher = CLOCK.matcher(text);
        if (!matcher.matches()) {
            throw bad(line, name, text);
        }
        int minute = Integer.parseInt(matcher.group(2));
        int second = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        int value = Integer.parseInt(matcher.group(1)) * 3600 + minute * 60 + second;
        if (minute > 59 || second > 59 || value > SECONDS_OF_A_DAY) {
            throw bad(line, name, text);
        }
        line.tell(name, text, null);
        if (text.length() != 8) {
            line.anomaly("time-form", new Label("the time is not written as 12:59:59", "时间格式不是12:59:59"));
        }
        return value;
    }

    private static MalformedFrame bad(LineCursor line, Label name, String text) {
        return line.failure(
                "bad-time",
                name,
                "is '" + LineCursor.cut(text) + "', no time of the day such as 12:59:59, the form that is configured");
    }
}
