package io.devicegateway.api;

import org.jspecify.annotations.Nullable;

/**
 * A cabinet says that it let a power bank go.
 *
 * @param slot the slot, 0 to 255, as the device numbers them
 * @param bank the bank; null when the device could not read its id
 * @param cause what made it let go
 */
public record BankReleased(
        DeviceId device, int slot, @Nullable BankId bank, Cause cause) implements PowerBankEvent, DeviceReply {
    /** What made a cabinet release a bank. */
    public enum Cause {
        /** A customer rented it. */
        RENT,
        /** It was forced out, for maintenance. */
        EJECT
    }
}
