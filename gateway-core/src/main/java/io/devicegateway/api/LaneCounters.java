package io.devicegateway.api;

import java.util.List;
import java.util.OptionalInt;

/**
 * A cabinet reported how many goods each lane gave out since it was last restocked. No turnover follows from it: what the
 * device does after 255, its document does not say.
 *
 * @param lanes one entry a lane, in the device's order
 * @param requested whether it answers a query of the gateway, as its message number shows
 */
public record LaneCounters(DeviceId device, List<Lane> lanes, boolean requested) implements VendingEvent, DeviceReply {
    public LaneCounters {
        lanes = List.copyOf(lanes);
    }

    /** What the lane gave out; empty when it is not in the report. */
    public OptionalInt of(int lane) {
        return lanes.stream()
                .filter(each -> each.lane() == lane)
                .mapToInt(Lane::vended)
                .findFirst();
    }

    /**
     * The counter of one lane.
     *
     * @param lane its number, as the device counts them
     * @param vended how many goods it gave out, 0 or more; 0 to 255 where the device keeps to its document
     */
    public record Lane(int lane, int vended) {}
}
