package io.devicegateway.api;

/**
 * Forces the bank out of a slot, for maintenance.
 *
 * @param slot the slot, 1 to 255
 */
public record EjectBank(DeviceId device, int slot) implements DeviceCommand<BankReleased> {
    @Override
    public Safety safety() {
        return Safety.ONCE;
    }
}
