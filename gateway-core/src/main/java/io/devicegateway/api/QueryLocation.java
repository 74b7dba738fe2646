package io.devicegateway.api;

import java.util.Objects;

/** Asks where the device is. */
public record QueryLocation(DeviceId device) implements DeviceCommand<DeviceLocation> {
    /** @throws NullPointerException if a value is null; says which */
    public QueryLocation {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
