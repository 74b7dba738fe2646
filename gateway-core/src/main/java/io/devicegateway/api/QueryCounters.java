package io.devicegateway.api;

/** Asks how many goods each lane gave out since it was last restocked. */
public record QueryCounters(DeviceId device) implements DeviceCommand<LaneCounters> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
