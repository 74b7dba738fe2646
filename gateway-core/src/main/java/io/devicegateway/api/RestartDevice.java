package io.devicegateway.api;

/** Restarts the device. Its acknowledgement says that it received the order; that it restarted shows in its next connection. */
public record RestartDevice(DeviceId device) implements DeviceCommand<Acknowledged> {
    @Override
    public Safety safety() {
        return Safety.ONCE;
    }
}
