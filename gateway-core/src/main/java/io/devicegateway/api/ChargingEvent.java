package io.devicegateway.api;

/** What a charging platform says. */
public sealed interface ChargingEvent extends DeviceEvent permits ChargingCommand, PlatformHeartbeat {}
