package io.devicegateway.api;

/**
 * The dialect that a device was found to speak, where its protocol's document leaves one open. It is kept, so that the
 * device is spoken to in it again after a restart.
 *
 * @param name what the protocol calls the dialect, 1 to 64 printable ASCII characters, as {@code MODBUS/body/high}
 * @param description how it was found and what it means, in English words
 */
public record WireProfile(DeviceId device, String name, String description) implements DeviceInfo {}
