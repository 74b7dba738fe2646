package io.devicegateway.api;

/** Asks for the ICCID of the SIM card. */
public record QuerySimCard(DeviceId device) implements DeviceCommand<SimCard> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
