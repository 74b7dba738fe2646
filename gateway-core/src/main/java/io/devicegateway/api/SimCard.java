package io.devicegateway.api;

/**
 * The SIM card in the device.
 *
 * @param iccid as the device writes it, 19 or 20 digits where the card follows the standard
 */
public record SimCard(DeviceId device, String iccid) implements DeviceInfo, DeviceReply {}
