package io.devicegateway.api;

/**
 * The platform asks for a pile's software version.
 *
 * @param device the pile
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record VersionQueried(DeviceId device, CommandOrigin origin, Execution execution) implements ChargingCommand {}
