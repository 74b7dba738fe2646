package io.devicegateway.app.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.devicegateway.app.text.Visible;

/** The message of an event on one line. Stands for {@code %msg} in every pattern. */
public final class VisibleMessage extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Visible.line(String.valueOf(super.convert(event)));
    }
}
