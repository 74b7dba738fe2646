package io.devicegateway.api;

import java.util.Objects;

/** Asks for the temperature. */
public record QueryTemperature(DeviceId device) implements DeviceCommand<Temperature> {
    /** @throws NullPointerException if a value is null; says which */
    public QueryTemperature {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
