package io.devicegateway.app.config;

import io.devicegateway.app.config.ValueType.BadValue;
import io.devicegateway.app.text.Phrase;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with a unit: durations as {@code 500ms}, sizes as {@code 64MiB}. */
public final class Quantity {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})([A-Za-z]+)");
    private static final Map<String, Long> MILLIS =
            units("d", 86_400_000L, "h", 3_600_000L, "m", 60_000L, "s", 1_000L, "ms", 1L);
    private static final Map<String, Long> BYTES =
            units("TiB", 1L << 40, "GiB", 1L << 30, "MiB", 1L << 20, "KiB", 1L << 10, "B", 1L);

    private Quantity() {}

    /** A duration within bounds, in whole milliseconds. */
    public static ValueType<Duration> duration(String least, String most) {
        long from = constant(least, MILLIS);
        long to = constant(most, MILLIS);
        return ValueTypes.of(
                Phrase.of("type.duration", least, most),
                value -> format(value.toMillis(), MILLIS, "s"),
                text -> Duration.ofMillis(
                        within(text, parse(text, MILLIS, "config.duration.unit"), from, to, least, most)));
    }

    /** A number of bytes within bounds. */
    public static ValueType<Long> size(String least, String most) {
        long from = constant(least, BYTES);
        long to = constant(most, BYTES);
        return ValueTypes.of(
                Phrase.of("type.size", least, most),
                value -> format(value, BYTES, "B"),
                text -> within(text, parse(text, BYTES, "config.size.unit"), from, to, least, most));
    }

    /** A number of bytes for people, rounded to one digit after the point, as {@code 1.5 GiB}. */
    public static String approximate(long bytes) {
        for (Map.Entry<String, Long> unit : BYTES.entrySet()) {
            if (bytes >= unit.getValue()) {
                BigDecimal tenths =
                        BigDecimal.valueOf(bytes * 10.0 / unit.getValue()).setScale(0, java.math.RoundingMode.DOWN);
                return tenths.movePointLeft(1).stripTrailingZeros().toPlainString() + " " + unit.getKey();
            }
        }
        return bytes + " B";
    }

    private static long within(String text, long value, long from, long to, String least, String most) throws BadValue {
        if (value < from || value > to) {
            throw new BadValue(Phrase.of("config.value.range", text, least, most));
        }
        return value;
    }

    private static long parse(String text, Map<String, Long> units, String unitMissing) throws BadValue {
        Matcher matcher = FORM.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            boolean unitIsWrong = matcher.matches() || text.matches("\\d+");
            throw unitIsWrong
                    ? new BadValue(Phrase.of(unitMissing, text, String.join(", ", units.keySet())))
                    : ValueTypes.refuse(text);
        }
        BigInteger value = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(unit));
        return value.bitLength() < Long.SIZE ? value.longValue() : Long.MAX_VALUE;
    }

    private static long constant(String text, Map<String, Long> units) {
        try {
            return parse(text, units, "config.value.bad");
        } catch (BadValue e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String format(long value, Map<String, Long> units, String zeroUnit) {
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            if (value != 0 && value % unit.getValue() == 0) {
                return value / unit.getValue() + unit.getKey();
            }
        }
        return "0" + zeroUnit;
    }

    private static Map<String, Long> units(Object... namesAndFactors) {
        Map<String, Long> units = new LinkedHashMap<>();
        for (int i = 0; i < namesAndFactors.length; i += 2) {
            units.put((String) namesAndFactors[i], (Long) namesAndFactors[i + 1]);
        }
        return units;
    }
}
