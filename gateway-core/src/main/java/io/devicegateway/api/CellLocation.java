package io.devicegateway.api;

/**
 * Where the mobile network says the device is, in a form that its document does not describe.
 *
 * @param text as the device writes it
 */
public record CellLocation(DeviceId device, String text) implements DeviceInfo {}
