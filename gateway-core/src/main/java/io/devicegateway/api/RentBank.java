package io.devicegateway.api;

/**
 * Lets a customer take the bank in a slot.
 *
 * @param slot the slot, 1 to 255
 */
public record RentBank(DeviceId device, int slot) implements DeviceCommand<BankReleased> {
    @Override
    public Safety safety() {
        return Safety.ONCE;
    }
}
