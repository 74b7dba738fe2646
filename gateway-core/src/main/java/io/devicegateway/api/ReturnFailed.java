package io.devicegateway.api;

/**
 * A cabinet says that it could not take a power bank back, although it was welcome: the return did not happen and a rental
 * goes on.
 *
 * @param slot the slot, 0 to 255, as the device numbers them
 * @param bank the bank
 */
public record ReturnFailed(DeviceId device, int slot, BankId bank) implements PowerBankEvent {}
