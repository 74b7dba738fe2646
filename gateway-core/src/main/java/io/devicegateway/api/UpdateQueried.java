package io.devicegateway.api;

/**
 * The platform asks whether a pile's update was successful.
 *
 * @param device the pile
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record UpdateQueried(DeviceId device, CommandOrigin origin, Execution execution) implements ChargingCommand {}
