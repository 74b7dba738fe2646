package io.devicegateway.app.text;

import io.devicegateway.protocol.DecodeListener.Label;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The messages of one language. */
public final class Messages {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final ResourceBundle.Control EXACT =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final Locale locale;
    private final ResourceBundle bundle;

    private Messages(Locale locale) {
        this.locale = locale;
        this.bundle = ResourceBundle.getBundle("io.devicegateway.app.text.messages", locale, EXACT);
    }

    /** In English. */
    public static Messages english() {
        return new Messages(Locale.ENGLISH);
    }

    /** In Chinese. */
    public static Messages chinese() {
        return new Messages(Locale.CHINESE);
    }

    /**
     * In the language that the environment asks for, by {@code LC_ALL}, {@code LC_MESSAGES} or {@code LANG}, in this order;
     * English where it asks for one we do not speak.
     */
    public static Messages of(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value.startsWith("zh") ? chinese() : english();
            }
        }
        return english();
    }

    /** Whether these are the Chinese ones. */
    public boolean isChinese() {
        return locale.equals(Locale.CHINESE);
    }

    /** A message with its places filled. A key that is not in the bundle shows as itself. */
    public String say(String key, Object... values) {
        return say(Phrase.of(key, values));
    }

    /** A phrase in this language. */
    public String say(Phrase phrase) {
        String pattern;
        try {
            pattern = bundle.getString(phrase.key());
        } catch (MissingResourceException e) {
            pattern = phrase.key() + " " + phrase.values();
        }
        Matcher matcher = PLACE.matcher(pattern);
        StringBuilder said = new StringBuilder(pattern.length() + 32);
        while (matcher.find()) {
            int place = Integer.parseInt(matcher.group(1));
            String value = place < phrase.values().size() ? text(phrase.values().get(place)) : matcher.group();
            matcher.appendReplacement(said, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(said).toString();
    }

    /** The text of a label in this language. */
    public String say(Label label) {
        return isChinese() ? label.zh() : label.en();
    }

    /** What is said for a word of the API, such as {@code online}; the word itself where the bundle has none. */
    public String word(String group, String word) {
        String key = group + "." + word;
        return bundle.containsKey(key) ? bundle.getString(key) : word;
    }

    private String text(Object value) {
        return switch (value) {
            case Phrase phrase -> say(phrase);
            case Label label -> say(label);
            default -> value.toString();
        };
    }
}
