package io.devicegateway.api;

/** Asks how loud the device speaks. */
public record QueryVolume(DeviceId device) implements DeviceCommand<SoundVolume> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
