package io.devicegateway.api;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A device reported a temperature.
 *
 * @param celsius in degrees Celsius, with the digits that the device gave; null when it is no number
 * @param text as the device writes it; how it says that a sensor is broken, differs
 * @param requested whether it answers a query of the gateway, as its message number shows
 */
public record Temperature(DeviceId device, @Nullable BigDecimal celsius, String text, boolean requested)
        implements Measurement, DeviceReply {}
