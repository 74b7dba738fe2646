package io.devicegateway.api;

import java.util.Objects;

/** Asks for the software version. */
public record QueryVersion(DeviceId device) implements DeviceCommand<SoftwareVersion> {
    /** @throws NullPointerException if a value is null; says which */
    public QueryVersion {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
