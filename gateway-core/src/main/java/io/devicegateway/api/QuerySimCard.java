package io.devicegateway.api;

import java.util.Objects;

/** Asks for the ICCID of the SIM card. */
public record QuerySimCard(DeviceId device) implements DeviceCommand<SimCard> {
    /** @throws NullPointerException if a value is null; says which */
    public QuerySimCard {
        Objects.requireNonNull(device, "device");
    }

    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
