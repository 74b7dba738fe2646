package io.devicegateway.api;

import java.util.Objects;

/**
 * Tells a device to fetch the software that fits it from where it knows to find it. Its acknowledgement says that it has begun
 * to; it is silent meanwhile, and that it was upgraded shows in its next {@link SoftwareVersion}.
 */
public record StartUpgrade(DeviceId device) implements DeviceCommand<Acknowledged> {
    /** @throws NullPointerException if a value is null; says which */
    public StartUpgrade {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.ONCE;
    }
}
