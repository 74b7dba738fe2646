package io.devicegateway.api;

import java.util.Objects;

/** Asks for the mobile network and its signal. */
public record QueryNetwork(DeviceId device) implements DeviceCommand<NetworkSignal> {
    /** @throws NullPointerException if a value is null; says which */
    public QueryNetwork {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
