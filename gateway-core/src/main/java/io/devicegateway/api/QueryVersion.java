package io.devicegateway.api;

/** Asks for the software version. */
public record QueryVersion(DeviceId device) implements DeviceCommand<SoftwareVersion> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
