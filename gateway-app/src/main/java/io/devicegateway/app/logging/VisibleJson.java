package io.devicegateway.app.logging;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.devicegateway.app.text.Visible;
import java.nio.charset.StandardCharsets;

/** An event as one line of JSON, in which what has no shape is written out: the library leaves some of that as it is. */
public final class VisibleJson extends JsonEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(super.encode(event), StandardCharsets.UTF_8);
        return (Visible.line(line.stripTrailing()) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
