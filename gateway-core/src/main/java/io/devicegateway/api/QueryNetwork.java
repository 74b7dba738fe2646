package io.devicegateway.api;

/** Asks for the mobile network and its signal. */
public record QueryNetwork(DeviceId device) implements DeviceCommand<NetworkSignal> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
