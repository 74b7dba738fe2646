package io.devicegateway.api;

import org.jspecify.annotations.Nullable;

/**
 * A device reported a return and was told that it does not stand; it may hand the bank out again.
 *
 * @param slot the slot, 0 to 255, as the device numbers them
 * @param bank the bank; null when the device could not read its id
 * @param verdict why; never {@link ReturnVerdict#ACCEPTED}
 * @param decidedBy who said so
 */
public record ReturnRejected(
        DeviceId device, int slot, @Nullable BankId bank, ReturnVerdict verdict, DecidedBy decidedBy)
        implements PowerBankEvent {}
