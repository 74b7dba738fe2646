package io.devicegateway.api;

/**
 * A pile is to restart.
 *
 * @param device the pile
 * @param gun the gun, as the platform numbers them
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record PileRestartRequested(DeviceId device, int gun, CommandOrigin origin, Execution execution)
        implements ChargingCommand {}
