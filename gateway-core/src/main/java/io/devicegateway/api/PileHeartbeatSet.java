package io.devicegateway.api;

import java.time.Duration;

/**
 * The heartbeat of a pile is to be set.
 *
 * @param device the pile
 * @param period how often it is to be heard
 * @param timeout after which silence it is given up
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record PileHeartbeatSet(
        DeviceId device, Duration period, Duration timeout, CommandOrigin origin, Execution execution)
        implements ChargingCommand {}
