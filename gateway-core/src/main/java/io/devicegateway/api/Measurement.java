package io.devicegateway.api;

/** What a device measures, and how its sensors are. */
public sealed interface Measurement extends DeviceEvent permits PressureSamples, SensorStates, Temperature {}
