package io.devicegateway.api;

import java.util.List;

/**
 * A cabinet reported the contents of its slots.
 *
 * @param slots one entry a slot reported, in the device's order
 * @param complete whether a slot that is not listed is known to be empty
 */
public record InventoryReported(DeviceId device, List<SlotReport> slots, boolean complete)
        implements PowerBankEvent, DeviceReply {
    public InventoryReported {
        slots = List.copyOf(slots);
    }
}
