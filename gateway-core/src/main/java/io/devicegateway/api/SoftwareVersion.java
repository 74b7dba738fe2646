package io.devicegateway.api;

/**
 * The device's software.
 *
 * @param version as the device writes it
 */
public record SoftwareVersion(DeviceId device, String version) implements DeviceInfo, DeviceReply {}
