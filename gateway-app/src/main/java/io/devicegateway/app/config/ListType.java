package io.devicegateway.app.config;

import io.devicegateway.app.text.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several values: a sequence in the file, separated by commas elsewhere; the empty text is the empty list.
 *
 * @param element how one of them is written
 * @param most how many there may be
 * @param <E> what one is in the program
 */
record ListType<E>(ValueType<E> element, int most) implements ValueType<List<E>> {
    @Override
    public List<E> parse(String text) throws BadValue {
        List<E> values = new ArrayList<>();
        if (!text.isBlank()) {
            for (String part : text.split(",", -1)) {
                values.add(element.parse(part.strip()));
            }
        }
        checkLength(values.size());
        return List.copyOf(values);
    }

    void checkLength(int length) throws BadValue {
        if (length > most) {
            throw new BadValue(Phrase.of("config.list.long", length, most));
        }
    }

    @Override
    public String format(List<E> values) {
        return values.stream().map(element::format).collect(Collectors.joining(","));
    }

    @Override
    public Phrase allowed() {
        return Phrase.of("type.list", most, element.allowed());
    }
}
