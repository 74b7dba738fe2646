package io.devicegateway.api;

import org.jspecify.annotations.Nullable;

/**
 * What a device says of one slot.
 *
 * @param slot the slot, 0 to 255, as the device numbers them
 * @param content what is in it
 * @param bank the bank; null unless the content is a bank with a readable id, or a fault whose bank is known
 * @param chargePercent its charge, 0 to 100; null when unknown
 */
public record SlotReport(
        int slot,
        SlotContent content,
        @Nullable BankId bank,
        @Nullable Integer chargePercent) {}
