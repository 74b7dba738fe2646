package io.devicegateway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A reservation is to end.
 *
 * @param device the pile
 * @param gun the gun, as the platform numbers them
 * @param account whose reservation it is
 * @param from when it began or was to begin, to the second; null when the platform does not say
 * @param until when it was to end, to the second; null when the platform does not say
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record ReservationStopRequested(
        DeviceId device,
        int gun,
        String account,
        @Nullable Instant from,
        @Nullable Instant until,
        CommandOrigin origin,
        Execution execution)
        implements ChargingCommand {}
