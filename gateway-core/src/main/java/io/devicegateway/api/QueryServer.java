package io.devicegateway.api;

import java.util.Objects;

/** Asks which server the device is set up to call. */
public record QueryServer(DeviceId device) implements DeviceCommand<ServerAddress> {
    /** @throws NullPointerException if a value is null; says which */
    public QueryServer {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
