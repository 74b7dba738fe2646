package io.devicegateway.api;

import java.util.Objects;

/**
 * Asks the device to measure now. Its acknowledgement says that it will; what it measured comes as a {@link Measurement}
 * soon after, which says that it was requested.
 */
public record QueryMeasurement(DeviceId device) implements DeviceCommand<Acknowledged> {
    /** @throws NullPointerException if a value is null; says which */
    public QueryMeasurement {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
