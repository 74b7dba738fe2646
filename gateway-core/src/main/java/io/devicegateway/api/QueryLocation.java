package io.devicegateway.api;

/** Asks where the device is. */
public record QueryLocation(DeviceId device) implements DeviceCommand<DeviceLocation> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
