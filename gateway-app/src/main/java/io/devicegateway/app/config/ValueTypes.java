package io.devicegateway.app.config;

import io.devicegateway.app.config.ValueType.BadValue;
import io.devicegateway.app.text.Phrase;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ways in which values are written. */
final class ValueTypes {
    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z_.:%-]{1,255}");

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,12})?");

    private ValueTypes() {}

    /** One of the words true and false. */
    static ValueType<Boolean> truth() {
        return of(Phrase.of("type.truth"), Object::toString, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refuse(text);
        });
    }

    /** A whole number in decimal. */
    static ValueType<Integer> number(int least, int most) {
        return of(Phrase.of("type.number", least, most), Object::toString, text -> {
            int value = parseNumber(text);
            if (value < least || value > most) {
                throw new BadValue(Phrase.of("config.value.range", text, least, most));
            }
            return value;
        });
    }

    private static int parseNumber(String text) throws BadValue {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw refuse(text);
        }
    }

    /** A TCP port to listen on; 0 takes a free one. */
    static ValueType<Integer> port() {
        ValueType<Integer> number = number(0, 65535);
        return of(Phrase.of("type.port"), number::format, number::parse);
    }

    /** The name or address of a host. */
    static ValueType<String> host() {
        return of(Phrase.of("type.host"), Function.identity(), text -> {
            if (!HOST.matcher(text).matches()) {
                throw refuse(text);
            }
            return text;
        });
    }

    /** A path in the file system. */
    static ValueType<Path> path() {
        return of(Phrase.of("type.path"), Path::toString, text -> {
            try {
                if (text.isBlank()) {
                    throw refuse(text);
                }
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw refuse(text);
            }
        });
    }

    /** The address of a broker, or nothing. */
    static ValueType<Optional<URI>> broker(String... schemes) {
        String allowed = Stream.of(schemes).map(s -> s + "://host:port").collect(Collectors.joining(", "));
        return of(
                Phrase.of("type.broker", allowed), uri -> uri.map(URI::toString).orElse(""), text -> {
                    if (text.isEmpty()) {
                        return Optional.empty();
                    }
                    try {
                        URI uri = new URI(text);
                        if (uri.getHost() == null || !List.of(schemes).contains(uri.getScheme())) {
                            throw refuse(text);
                        }
                        return Optional.of(uri);
                    } catch (URISyntaxException e) {
                        throw refuse(text);
                    }
                });
    }

    /** One of some words, which are an enumeration's constants in camel case. */
    static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        return choice(List.of(type.getEnumConstants()));
    }

    /** One of some words, which are these constants of an enumeration in camel case. */
    static <E extends Enum<E>> ValueType<E> choice(List<E> values) {
        String words = values.stream().map(ValueTypes::word).collect(Collectors.joining(", "));
        return of(Phrase.of("type.choice", words), ValueTypes::word, text -> {
            for (E value : values) {
                if (word(value).equals(text)) {
                    return value;
                }
            }
            throw refuse(text);
        });
    }

    /** One of some numbers. */
    static ValueType<Integer> oneOf(Integer... numbers) {
        String words = Stream.of(numbers).map(Object::toString).collect(Collectors.joining(", "));
        return of(Phrase.of("type.choice", words), Object::toString, text -> {
            int value = parseNumber(text);
            if (!List.of(numbers).contains(value)) {
                throw refuse(text);
            }
            return value;
        });
    }

    private static String word(Enum<?> value) {
        StringBuilder word = new StringBuilder();
        for (String part : value.name().toLowerCase(Locale.ROOT).split("_", -1)) {
            word.append(word.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return word.toString();
    }

    /** Bits in hexadecimal, as {@code 0x11223344}; so many digits. */
    static ValueType<Integer> bits(int digits) {
        Pattern form = Pattern.compile("0x[0-9A-Fa-f]{" + digits + "}");
        String format = "0x%0" + digits + "X";
        return of(Phrase.of("type.bits", digits), value -> String.format(Locale.ROOT, format, value), text -> {
            if (!form.matcher(text).matches()) {
                throw refuse(text);
            }
            return Integer.parseUnsignedInt(text.substring(2), 16);
        });
    }

    /** One of some codes of two hexadecimal digits, as {@code 0x64}. */
    static ValueType<Integer> code(List<Integer> codes) {
        ValueType<Integer> bits = bits(2);
        String words = codes.stream().map(bits::format).collect(Collectors.joining(", "));
        return of(Phrase.of("type.choice", words), bits::format, text -> {
            int code = bits.parse(text);
            if (!codes.contains(code)) {
                throw refuse(text);
            }
            return code;
        });
    }

    /** A text of a form that the phrase describes. */
    static ValueType<String> text(Phrase allowed, Pattern form) {
        return of(allowed, Function.identity(), text -> {
            if (!form.matcher(text).matches()) {
                throw refuse(text);
            }
            return text;
        });
    }

    /** A time zone, by its name or its distance from UTC. */
    static ValueType<ZoneId> zone() {
        return of(Phrase.of("type.zone"), ZoneId::getId, text -> {
            try {
                return ZoneId.of(text);
            } catch (DateTimeException e) {
                throw refuse(text);
            }
        });
    }

    /** A decimal number, or nothing. */
    static ValueType<Optional<BigDecimal>> decimal() {
        return of(
                Phrase.of("type.decimal"),
                value -> value.map(BigDecimal::toPlainString).orElse(""),
                text -> {
                    if (text.isEmpty()) {
                        return Optional.empty();
                    }
                    if (!DECIMAL.matcher(text).matches()) {
                        throw refuse(text);
                    }
                    return Optional.of(new BigDecimal(text));
                });
    }

    /** Several of a kind. */
    static <E> ValueType<List<E>> list(ValueType<E> element, int most) {
        return new ListType<>(element, most);
    }

    static BadValue refuse(String text) {
        return new BadValue(Phrase.of("config.value.bad", text));
    }

    static <T> ValueType<T> of(Phrase allowed, Function<T, String> format, Parser<T> parser) {
        return new ValueType<>() {
            @Override
            public T parse(String text) throws BadValue {
                return parser.parse(text);
            }

            @Override
            public String format(T value) {
                return format.apply(value);
            }

            @Override
            public Phrase allowed() {
                return allowed;
            }
        };
    }

    /** Reads one value. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(String text) throws BadValue;
    }
}
