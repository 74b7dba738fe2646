package io.devicegateway.api;

/** Asks how often the device failed to talk to what is wired to it. */
public record QueryLineFailures(DeviceId device) implements DeviceCommand<LineFailures> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
