package io.devicegateway.app.config;

import java.util.List;

/**
 * Settings that belong together.
 *
 * @param name the first part of their keys; empty for those outside any section
 * @param title for the documentation
 * @param description what they are about, in sentences
 */
public record Section(String name, String title, String description, List<Setting<?>> settings) {
    public Section {
        settings = List.copyOf(settings);
        for (Setting<?> setting : settings) {
            String expected = name.isEmpty() ? setting.name() : name + "." + setting.name();
            if (!setting.key().equals(expected)) {
                throw new IllegalArgumentException(setting.key() + " does not belong to section '" + name + "'");
            }
        }
    }
}
