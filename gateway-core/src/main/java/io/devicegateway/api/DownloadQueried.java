package io.devicegateway.api;

/**
 * The platform asks whether a pile's download was successful.
 *
 * @param device the pile
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record DownloadQueried(DeviceId device, CommandOrigin origin, Execution execution) implements ChargingCommand {}
