package io.devicegateway.api;

/**
 * The kind of hardware, which says what software fits it.
 *
 * @param code as the device writes it
 */
public record HardwareType(DeviceId device, String code) implements DeviceInfo {}
