package io.devicegateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device reported how its sensors are.
 *
 * @param packetNumber the device's number of this report, as it writes it; null when it gave none
 * @param sensors the sensors that the report contains, by their index
 */
public record SensorStates(DeviceId device, @Nullable String packetNumber, List<Sensor> sensors)
        implements Measurement {
    public SensorStates {
        sensors = List.copyOf(sensors);
    }

    /**
     * One sensor.
     *
     * @param index from 0, as the device numbers them
     * @param line the line that it is on, from 1
     * @param position its place on that line, from 1
     * @param condition how it is; null when not reported
     * @param raw the condition as the device writes it, where {@code 01} is not {@code 1}; null when not reported
     * @param oscillatorFault whether its crystal oscillator is faulty; null when not reported, or not understood
     */
    public record Sensor(
            int index,
            int line,
            int position,
            @Nullable Condition condition,
            @Nullable String raw,
            @Nullable Boolean oscillatorFault) {}

    /** How a sensor is. */
    public enum Condition {
        /** It answers. */
        ONLINE,
        /** It does not answer. */
        OFFLINE,
        /** High-frequency interference. */
        INTERFERENCE,
        /** Its value never changes, which cannot be right. */
        STUCK,
        /** A pair of sensors of which the raw text tells each, 1 for online and 0 for offline. */
        PAIR,
        /** Something else, which is in the raw text. */
        UNKNOWN
    }
}
