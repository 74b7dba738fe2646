package io.devicegateway.api;

import java.util.Objects;

/**
 * Forces the bank out of a slot, for maintenance.
 *
 * @param slot the slot, 1 to 255
 */
public record EjectBank(DeviceId device, int slot) implements DeviceCommand<BankReleased> {
    /** @throws NullPointerException if a value is null; says which */
    public EjectBank {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.ONCE;
    }
}
