package io.devicegateway.api;

/** What happens to power banks in the slots of a cabinet or locker. */
public sealed interface PowerBankEvent extends DeviceEvent
        permits BankReturned, ReturnRejected, ReturnFailed, BankReleased, ReleaseFailed, InventoryReported, BankFound {}
