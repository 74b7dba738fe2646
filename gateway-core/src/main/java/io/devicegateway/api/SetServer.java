package io.devicegateway.api;

import java.util.Objects;

/**
 * Sets the server that the device calls. It takes effect with the next {@link RestartDevice}.
 *
 * @param host host name or address, printable ASCII, 1 to 255 characters
 * @param port 1 to 65535
 * @param heartbeatSeconds 1 to 255 seconds
 */
public record SetServer(DeviceId device, String host, int port, int heartbeatSeconds)
        implements DeviceCommand<Acknowledged> {
    /** @throws NullPointerException if a value is null; says which */
    public SetServer {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(host, "host");
    }

    @Override
    public Safety safety() {
        return Safety.SET;
    }
}
