package io.devicegateway.app.config;

import java.util.Map;

/** The effective value of each setting. */
final class Values {
    private final Map<Setting<?>, Object> values;

    Values(Map<Setting<?>, Object> values) {
        this.values = values;
    }

    /** The value of a setting; its default when nobody set it. */
    @SuppressWarnings("unchecked") // put there by the setting's own type
    <T> T get(Setting<T> setting) {
        return (T) values.getOrDefault(setting, setting.defaultValue());
    }
}
