package io.devicegateway.api;

/**
 * The server that the device is set up to call.
 *
 * @param host host name or address
 * @param port as the device writes it, usually decimal
 * @param heartbeatSeconds how often it sends a heartbeat, 0 to 255 seconds
 */
public record ServerAddress(DeviceId device, String host, String port, int heartbeatSeconds)
        implements DeviceInfo, DeviceReply {}
