package io.devicegateway.api;

import java.util.Objects;

/** Asks how many goods each lane gave out since it was last restocked. */
public record QueryCounters(DeviceId device) implements DeviceCommand<LaneCounters> {
    /** @throws NullPointerException if a value is null; says which */
    public QueryCounters {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
