package io.devicegateway.app.config;

import java.util.Locale;

/**
 * One setting: a line of the table that the loader, the documentation and the commented file are made from.
 *
 * @param key its path, {@code section.name}; {@code name} alone for one outside any section
 * @param type how its value is written
 * @param defaultValue what holds when nobody sets it
 * @param description what it is for, in sentences, with what happens at its bound
 * @param secret whether its value is hidden where settings are shown
 * @param <T> what it is in the program
 */
public record Setting<T>(String key, ValueType<T> type, T defaultValue, String description, boolean secret) {
    /** A setting that may be shown. */
    static <T> Setting<T> of(String key, ValueType<T> type, T defaultValue, String description) {
        return new Setting<>(key, type, defaultValue, description, false);
    }

    /** The environment variable that sets it. */
    public String environment() {
        return "GATEWAY_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** The default as it is written. */
    public String defaultText() {
        return type.format(defaultValue);
    }

    /** The last part of the key. */
    public String name() {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
