package io.devicegateway.api;

/**
 * Asks the device to measure now. Its acknowledgement says that it will; what it measured comes as a {@link Measurement}
 * soon after, which says that it was requested.
 */
public record QueryMeasurement(DeviceId device) implements DeviceCommand<Acknowledged> {
    @Override
    public Safety safety() {
        return Safety.READ;
    }
}
