package io.devicegateway.api;

import java.util.Objects;

/**
 * Gives out the goods at the front of a lane.
 *
 * <p>An order number is used once: what was sent to a device with a number is never sent to it again, with the same lane or
 * another, also after a restart of the gateway. Only a command that ended {@link CommandResult.NotSent} has not used it.
 *
 * @param lane the lane, from 1
 * @param order the number of the sales order, 1 to 32 characters; digits are the safest
 */
public record VendItem(DeviceId device, int lane, String order) implements DeviceCommand<VendResult> {
    /** @throws NullPointerException if a value is null; says which */
    public VendItem {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(order, "order");
    }

    @Override
    public Safety safety() {
        return Safety.ONCE;
    }
}
