package io.devicegateway.api;

/**
 * A power bank was put back and the device was told that the return stands: billing ends.
 *
 * @param slot the slot, 0 to 255, as the device numbers them
 * @param bank the bank
 * @param decidedBy who accepted the return
 */
public record BankReturned(DeviceId device, int slot, BankId bank, DecidedBy decidedBy) implements PowerBankEvent {}
