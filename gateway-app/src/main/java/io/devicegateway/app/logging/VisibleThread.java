package io.devicegateway.app.logging;

import ch.qos.logback.classic.pattern.ThreadConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.devicegateway.app.text.Visible;

/** The name of the thread on one line; a thread may be named after a consumer. Stands for {@code %thread} in every pattern. */
public final class VisibleThread extends ThreadConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Visible.line(String.valueOf(super.convert(event)));
    }
}
