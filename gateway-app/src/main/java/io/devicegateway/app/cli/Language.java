package io.devicegateway.app.cli;

import io.devicegateway.app.text.Messages;

/** Values of {@code --lang}. */
enum Language {
    en,
    zh;

    Messages messages() {
        return switch (this) {
            case en -> Messages.english();
            case zh -> Messages.chinese();
        };
    }
}
