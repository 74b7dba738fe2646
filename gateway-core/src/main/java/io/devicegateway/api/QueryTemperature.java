package io.devicegateway.api;

/** Asks for the temperature. */
public record QueryTemperature(DeviceId device) implements DeviceCommand<Temperature> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
