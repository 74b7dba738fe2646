package io.devicegateway.api;

import java.util.Objects;

/** Asks what is in the slots. */
public record QueryInventory(DeviceId device) implements DeviceCommand<InventoryReported> {
    /** @throws NullPointerException if a value is null; says which */
    public QueryInventory {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
