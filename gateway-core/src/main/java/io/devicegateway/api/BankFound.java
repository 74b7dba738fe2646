package io.devicegateway.api;

/**
 * An inventory shows a power bank in a slot where it was not before, and no return of it was heard: it was put in while the
 * cabinet was off or not connected (004 section 3.7: the server updates its stock itself). It was found, not returned: no
 * return was judged, and the cabinet may still report one.
 *
 * <p>Published after the {@link InventoryReported} that shows it, and after what that inventory tells of commands. Not
 * published of banks that the gateway never heard of in a cabinet of which no slot was known.
 *
 * @param slot the slot, 0 to 255, as the device numbers them
 * @param bank the bank
 */
public record BankFound(DeviceId device, int slot, BankId bank) implements PowerBankEvent {}
