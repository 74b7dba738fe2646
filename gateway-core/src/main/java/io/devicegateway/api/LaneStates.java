package io.devicegateway.api;

import java.util.List;

/**
 * A cabinet reported how its lanes are.
 *
 * @param lanes one entry a lane, in the device's order
 * @param requested whether it answers a query of the gateway, as its message number shows
 */
public record LaneStates(DeviceId device, List<Lane> lanes, boolean requested) implements VendingEvent, DeviceReply {
    public LaneStates {
        lanes = List.copyOf(lanes);
    }

    /**
     * How one lane is.
     *
     * @param lane its number, as the device counts them
     * @param condition how it is
     * @param code the same as the device writes it
     */
    public record Lane(int lane, LaneCondition condition, String code) {}
}
