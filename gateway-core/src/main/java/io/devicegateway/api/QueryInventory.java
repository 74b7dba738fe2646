package io.devicegateway.api;

/** Asks what is in the slots. */
public record QueryInventory(DeviceId device) implements DeviceCommand<InventoryReported> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
