package io.devicegateway.api;

/**
 * How loud the device speaks.
 *
 * @param level as the device counts, 0 to 15
 */
public record SoundVolume(DeviceId device, int level) implements DeviceInfo, DeviceReply {}
