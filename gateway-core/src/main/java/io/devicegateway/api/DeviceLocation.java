package io.devicegateway.api;

import java.math.BigDecimal;

/**
 * Where the device says it is. Which geodetic datum it means, it does not say.
 *
 * @param longitude in degrees, -180 to 180, east is positive
 * @param latitude in degrees, -90 to 90, north is positive
 */
public record DeviceLocation(DeviceId device, BigDecimal longitude, BigDecimal latitude)
        implements DeviceInfo, DeviceReply {}
