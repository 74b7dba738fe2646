package io.devicegateway.api;

/**
 * The platform asks what is reserved.
 *
 * @param device the pile
 * @param gun the gun, as the platform numbers them
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record ReservationQueried(DeviceId device, int gun, CommandOrigin origin, Execution execution)
        implements ChargingCommand {}
