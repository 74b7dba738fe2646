package io.devicegateway.api;

import java.util.Objects;

/**
 * Lets a customer take the bank in a slot.
 *
 * @param slot the slot, 1 to 255
 */
public record RentBank(DeviceId device, int slot) implements DeviceCommand<BankReleased> {
    /** @throws NullPointerException if a value is null; says which */
    public RentBank {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.ONCE;
    }
}
