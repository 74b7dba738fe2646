package io.devicegateway.app.http;

import io.helidon.common.uri.UriQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parameters after the question mark, decoded. One that is not known is refused, because it would be ignored silently. */
final class QueryParameters {
    private final Map<String, List<String>> values;

    private QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    static QueryParameters of(UriQuery query, List<String> known) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        try {
            for (String name : query.names()) {
                if (!known.contains(name)) {
                    throw Problem.badParameter(
                                    name,
                                    "is not known here",
                                    known.isEmpty() ? "no parameter at all" : "one of " + String.join(", ", known))
                            .asException();
                }
                values.put(name, query.all(name));
            }
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(
                            "malformed-query",
                            "The query cannot be read",
                            "a percent sign in the query is not followed by two hexadecimal digits",
                            "encode the values of the query as UTF-8, percent-encoded")
                    .asException();
        }
        return new QueryParameters(values);
    }

    /** All values of a parameter that may be repeated, empty ones left out. */
    List<String> all(String name) {
        List<String> all = new ArrayList<>(values.getOrDefault(name, List.of()));
        all.removeIf(String::isEmpty);
        return all;
    }

    /** The value of a parameter; empty when it is absent or empty. */
    Optional<String> one(String name) {
        List<String> all = all(name);
        if (all.size() > 1) {
            throw Problem.badParameter(name, "is given " + all.size() + " times", "one value")
                    .asException();
        }
        return all.stream().findFirst();
    }

    /** A whole number. */
    long number(String name, long absent, long min, long max) {
        String text = one(name).orElse(null);
        if (text == null) {
            return absent;
        }
        String allowed = "a whole number from " + min + " to " + max;
        try {
            long value = Written.whole(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw Problem.badParameter(name, "is '" + text + "', not a whole number", allowed)
                    .asException();
        }
        throw Problem.badParameter(name, "is " + text + ", out of range", allowed)
                .asException();
    }

    /** The constant of that name in any case; empty when it is absent. */
    <E extends Enum<E>> Optional<E> constant(String name, Class<E> type) {
        return one(name).map(text -> {
            List<String> allowed = new ArrayList<>();
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equalsIgnoreCase(text)) {
                    return constant;
                }
                allowed.add(constant.name().toLowerCase(Locale.ROOT));
            }
            throw Problem.badParameter(name, "is '" + text + "'", "one of " + String.join(", ", allowed))
                    .asException();
        });
    }
}
