package io.devicegateway.api;

import java.util.Objects;

/** Restarts the device. Its acknowledgement says that it received the order; that it restarted shows in its next connection. */
public record RestartDevice(DeviceId device) implements DeviceCommand<Acknowledged> {
    /** @throws NullPointerException if a value is null; says which */
    public RestartDevice {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.ONCE;
    }
}
