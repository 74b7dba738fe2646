package io.devicegateway.api;

import java.util.List;

/**
 * How often a device failed to talk to what is wired to it.
 *
 * @param lines one entry a line reported
 */
public record LineFailures(DeviceId device, List<Line> lines) implements DeviceInfo, DeviceReply {
    public LineFailures {
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param line from 1
     * @param failures how often since the device began to count, 0 to 4294967295
     */
    public record Line(int line, long failures) {}
}
