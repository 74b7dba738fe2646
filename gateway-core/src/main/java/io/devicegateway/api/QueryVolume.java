package io.devicegateway.api;

import java.util.Objects;

/** Asks how loud the device speaks. */
public record QueryVolume(DeviceId device) implements DeviceCommand<SoundVolume> {
    /** @throws NullPointerException if a value is null; says which */
    public QueryVolume {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
