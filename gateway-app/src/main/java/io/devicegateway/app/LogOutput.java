package io.devicegateway.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.devicegateway.app.config.LoggingConfig;
import io.devicegateway.app.logging.VisibleJson;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets up what is logged and how. */
public final class LogOutput {
    private LogOutput() {}

    /** Applies the configuration to the log of this process; also what libraries say to {@code java.util.logging} goes there. */
    public static void configure(LoggingConfig config) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level(config.level().name()));
        for (String exception : config.loggers()) {
            int equals = exception.indexOf('=');
            context.getLogger(exception.substring(0, equals)).setLevel(level(exception.substring(equals + 1)));
        }
        if (config.format() == LoggingConfig.Format.JSON) {
            root.iteratorForAppenders().forEachRemaining(appender -> writeJson(context, appender));
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private static void writeJson(LoggerContext context, Appender<ILoggingEvent> appender) {
        if (appender instanceof OutputStreamAppender<ILoggingEvent> output) {
            VisibleJson encoder = new VisibleJson();
            encoder.setContext(context);
            encoder.setWithSequenceNumber(false);
            encoder.setWithNanoseconds(false);
            encoder.setWithContext(false);
            encoder.setWithMessage(false);
            encoder.setWithFormattedMessage(true);
            encoder.start();
            output.setEncoder(encoder);
        }
    }

    private static Level level(String name) {
        return Level.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
