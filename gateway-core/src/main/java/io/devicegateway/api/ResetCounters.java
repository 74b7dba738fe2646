package io.devicegateway.api;

/** Tells a cabinet that it was filled up: its lanes count from 0 again. A cabinet need not answer; silence is no failure. */
public record ResetCounters(DeviceId device) implements DeviceCommand<Restocked> {
    @Override
    public Safety safety() {
        return Safety.SET;
    }
}
