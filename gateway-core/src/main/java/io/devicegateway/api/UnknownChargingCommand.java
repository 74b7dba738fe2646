package io.devicegateway.api;

/**
 * A command that the vendor's document does not define, or that has a value it does not define where everything depends on it.
 *
 * @param device the pile
 * @param command the command's number
 * @param data its data as the platform wrote it; may be empty
 * @param origin where the command is from
 * @param execution whether it may be executed, if somebody knows what it means
 */
public record UnknownChargingCommand(
        DeviceId device, int command, String data, CommandOrigin origin, Execution execution)
        implements ChargingCommand {}
