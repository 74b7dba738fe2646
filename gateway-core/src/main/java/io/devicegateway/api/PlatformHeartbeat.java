package io.devicegateway.api;

import org.jspecify.annotations.Nullable;

/**
 * A charging platform says that it is there.
 *
 * @param device the platform
 * @param pile the number of the pile that the heartbeat names; null when it names none
 * @param origin where it is from
 */
public record PlatformHeartbeat(DeviceId device, @Nullable String pile, CommandOrigin origin)
        implements ChargingEvent {}
