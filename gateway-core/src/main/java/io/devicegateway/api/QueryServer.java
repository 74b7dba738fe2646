package io.devicegateway.api;

/** Asks which server the device is set up to call. */
public record QueryServer(DeviceId device) implements DeviceCommand<ServerAddress> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
