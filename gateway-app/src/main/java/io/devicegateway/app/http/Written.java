package io.devicegateway.app.http;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** How numbers, times and texts may be written in any part of a request. Each operation asks here, so that all agree. */
final class Written {
    /** How a time is written, for messages. */
    static final String TIME_FORM = "a time in UTC as 2026-11-20T10:00:00Z, from 1970 to 9999";

    /** In ASCII: {@code Long.parseLong} also takes a plus sign, and the digits of every script. */
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Written() {}

    /** @throws NumberFormatException if it is no whole number of 64 bits */
    static long whole(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new NumberFormatException("'" + text + "' is no whole number");
        }
        return Long.parseLong(text);
    }

    /** @throws DateTimeParseException if it is no time, or one that no computer's clock had or will have */
    static Instant time(String text) {
        Instant time = Instant.parse(text);
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new DateTimeParseException("is not from 1970 to 9999", text, 0);
        }
        return time;
    }

    /** Whether a text that is kept and shown to people is of that length, and has no control characters or broken ones. */
    static boolean plain(String text, int most) {
        return text.length() <= most
                && text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.SURROGATE,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> true;
                    default -> false;
                });
    }
}
