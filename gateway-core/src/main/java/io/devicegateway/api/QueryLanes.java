package io.devicegateway.api;

/** Asks how the lanes are. */
public record QueryLanes(DeviceId device) implements DeviceCommand<LaneStates> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
