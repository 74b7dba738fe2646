package io.devicegateway.api;

import java.time.Instant;

/**
 * A gun is to be reserved.
 *
 * @param device the pile
 * @param gun the gun, as the platform numbers them
 * @param account for whom
 * @param from when the reservation begins, to the second
 * @param until when it ends, to the second
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record ReservationRequested(
        DeviceId device,
        int gun,
        String account,
        Instant from,
        Instant until,
        CommandOrigin origin,
        Execution execution)
        implements ChargingCommand {}
