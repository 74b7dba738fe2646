package io.devicegateway.api;

import java.util.Objects;

/** Asks how the lanes are. */
public record QueryLanes(DeviceId device) implements DeviceCommand<LaneStates> {
    /** @throws NullPointerException if a value is null; says which */
    public QueryLanes {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
