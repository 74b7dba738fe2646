package io.devicegateway.api;

import java.util.Objects;

/** Asks how often the device failed to talk to what is wired to it. */
public record QueryLineFailures(DeviceId device) implements DeviceCommand<LineFailures> {
    /** @throws NullPointerException if a value is null; says which */
    public QueryLineFailures {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
