package io.devicegateway.app.config;

import io.devicegateway.app.text.Phrase;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is logged and how.
 *
 * @param level least severity that is logged
 * @param format how a line looks
 * @param loggers exceptions from the level, each as {@code logger=level}
 */
public record LoggingConfig(Level level, Format format, List<String> loggers) {
    /** Severities. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How a line looks. */
    public enum Format {
        /** For people. */
        TEXT,
        /** One JSON object a line. */
        JSON
    }

    static final Setting<Level> LEVEL = Setting.of(
            "logging.level",
            ValueTypes.choice(Level.class),
            Level.INFO,
            "Least severity that is logged. The log goes to standard error.");
    static final Setting<Format> FORMAT = Setting.of(
            "logging.format",
            ValueTypes.choice(Format.class),
            Format.TEXT,
            "How a line of the log looks: text for people, json for machines.");
    static final Setting<List<String>> LOGGERS = Setting.of(
            "logging.loggers",
            ValueTypes.list(
                    ValueTypes.text(
                            Phrase.of("type.logger"),
                            Pattern.compile("[A-Za-z0-9_.$]{1,200}=(error|warn|info|debug|trace)")),
                    50),
            List.of(),
            "Exceptions from that level, as io.devicegateway.tcp=debug.");

    static final Section SECTION =
            new Section("logging", "Logging", "What is logged and how.", List.of(LEVEL, FORMAT, LOGGERS));

    static LoggingConfig from(Values values) {
        return new LoggingConfig(values.get(LEVEL), values.get(FORMAT), values.get(LOGGERS));
    }
}
