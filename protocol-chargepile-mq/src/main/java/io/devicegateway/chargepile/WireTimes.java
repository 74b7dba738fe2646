package io.devicegateway.chargepile;

import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import java.time.Instant;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which times are written: the document gives a type of whole number and an example with colons. */
final class WireTimes {
    static final int SECONDS_OF_A_DAY = 86_400;

    private static final long MILLIS_OF_A_DAY = 86_400_000L;
    private static final Pattern CLOCK = Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2}))?");

    private WireTimes() {}

    /**
     * A point in time in seconds since 1970, from 10 or 13 digits.
     *
     * @param required whether there has to be one; otherwise 0 stands for none
     */
    static long pointInTime(LineCursor line, Label name, boolean required) throws MalformedFrame {
        long value = line.silentNumber(name);
        if (value == 0 && !required) {
            line.tell(name, value, null);
            return 0;
        }
        Instant instant = new ChargepileHeader("", "", value, "")
                .sentAt()
                .orElseThrow(() -> line.failure(
                        "bad-time",
                        name,
                        "is " + value + ", not 10 digits for seconds or 13 for milliseconds since 1970"));
        boolean seconds = value < 10_000_000_000L;
        line.tell(name, value, seconds ? ChargepileFields.SECONDS : ChargepileFields.MILLIS);
        if (!seconds) {
            line.anomaly("time-unit", new Label("the time is in milliseconds", "时间以毫秒为单位"));
        }
        return instant.getEpochSecond();
    }

    /** A time of the day as its second, 0 to 86400. */
    static int timeOfDay(LineCursor line, Label name, ZoneId zone) throws MalformedFrame {
        String text = line.silentText(name);
        if (text.indexOf(':') >= 0) {
            return clock(line, name, text);
        }
        if (text.isEmpty() || text.length() > 13 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw bad(line, name, text);
        }
        long value = Long.parseLong(text);
        if (value <= SECONDS_OF_A_DAY) {
            line.tell(name, value, ChargepileFields.SECOND_OF_DAY);
            line.anomaly("time-form", new Label("the time is in seconds of the day", "时间为当天秒数"));
            return (int) value;
        }
        if (value <= MILLIS_OF_A_DAY) {
            line.tell(name, value, ChargepileFields.MILLI_OF_DAY);
            line.anomaly("time-form", new Label("the time is in milliseconds of the day", "时间为当天毫秒数"));
            return (int) (value / 1000);
        }
        Instant instant = new ChargepileHeader("", "", value, "").sentAt().orElseThrow(() -> bad(line, name, text));
        line.tell(name, value, value < 10_000_000_000L ? ChargepileFields.SECONDS : ChargepileFields.MILLIS);
        line.anomaly(
                "time-form", new Label("the time is a point in time, read in " + zone, "时间为时间戳，按时区" + zone + "换算"));
        return instant.atZone(zone).toLocalTime().toSecondOfDay();
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
                "is '" + LineCursor.cut(text) + "', no time of the day such as 12:59:59, and no number of one");
    }
}
