package io.devicegateway.api;

import org.jspecify.annotations.Nullable;

/**
 * A cabinet says that it could not let a power bank go: the bank is still in its slot.
 *
 * @param slot the slot, 0 to 255, as the device numbers them
 * @param bank the bank; null when the device did not name it
 */
public record ReleaseFailed(
        DeviceId device, int slot, @Nullable BankId bank) implements PowerBankEvent {}
