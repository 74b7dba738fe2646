package io.devicegateway.api;

import java.util.Objects;

/**
 * Sets how loud the device speaks.
 *
 * @param level 0 to 15
 */
public record SetVolume(DeviceId device, int level) implements DeviceCommand<Acknowledged> {
    /** @throws NullPointerException if a value is null; says which */
    public SetVolume {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.SET;
    }
}
