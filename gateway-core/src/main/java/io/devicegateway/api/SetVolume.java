package io.devicegateway.api;

/**
 * Sets how loud the device speaks.
 *
 * @param level 0 to 15
 */
public record SetVolume(DeviceId device, int level) implements DeviceCommand<Acknowledged> {
    @Override
    public Safety safety() {
        return Safety.SET;
    }
}
