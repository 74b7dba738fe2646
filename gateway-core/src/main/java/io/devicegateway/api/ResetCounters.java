package io.devicegateway.api;

import java.util.Objects;

/** Tells a cabinet that it was filled up: its lanes count from 0 again. A cabinet need not answer; silence is no failure. */
public record ResetCounters(DeviceId device) implements DeviceCommand<Restocked> {
    /** @throws NullPointerException if a value is null; says which */
    public ResetCounters {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.SET;
    }
}
