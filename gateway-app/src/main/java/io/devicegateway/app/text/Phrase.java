package io.devicegateway.app.text;

import java.util.List;

/**
 * Something to say, before it is known in which language.
 *
 * @param key of the message in the bundles
 * @param values for its places {@code {0}}, {@code {1}} …: texts, numbers, or phrases
 */
public record Phrase(String key, List<Object> values) {
    public Phrase {
        values = List.copyOf(values);
    }

    /** The message of that key with those values. */
    public static Phrase of(String key, Object... values) {
        return new Phrase(key, List.of(values));
    }

    /** What is said elsewhere already, as a path or the message of an exception: the same in all languages. */
    public static Phrase text(String said) {
        return of("text", said);
    }

    /** In English. */
    @Override
    public String toString() {
        return Messages.english().say(this);
    }
}
