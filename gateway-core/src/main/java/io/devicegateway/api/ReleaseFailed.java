package io.devicegateway.api;

/**
 * A cabinet says that it could not let a power bank go: the bank is still in its slot.
 *
 * @param slot the slot, 0 to 255, as the device numbers them
 * @param bank the bank
 */
public record ReleaseFailed(DeviceId device, int slot, BankId bank) implements PowerBankEvent {}
