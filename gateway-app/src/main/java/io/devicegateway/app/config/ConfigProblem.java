package io.devicegateway.app.config;

import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.Phrase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something in the configuration that cannot stand.
 *
 * @param origin where it is written
 * @param key what it concerns; null for the file as a whole
 * @param what what is wrong
 * @param hint what is allowed, or what to do; null when {@code what} says it
 * @param nearest known names that may have been meant, best first
 */
public record ConfigProblem(
        Origin origin,
        @Nullable String key,
        Phrase what,
        @Nullable Phrase hint,
        List<String> nearest) {
    public ConfigProblem {
        nearest = List.copyOf(nearest);
    }

    /** The line to show. */
    public String shown(Messages messages) {
        StringBuilder line = new StringBuilder(messages.say(origin.shown())).append(": ");
        if (key != null) {
            line.append(key).append(": ");
        }
        line.append(messages.say(what));
        if (hint != null) {
            line.append(messages.say("config.hint", hint));
        }
        if (!nearest.isEmpty()) {
            line.append(messages.say("config.nearest", String.join(messages.say("config.or"), nearest)));
        }
        return line.toString();
    }

    @Override
    public String toString() {
        return shown(Messages.english());
    }
}
