package io.devicegateway.api;

/**
 * A cabinet was filled up: its lanes count from 0 again.
 *
 * @param requested whether {@link ResetCounters} made it so, as the message number shows; otherwise somebody pressed the
 *     button
 */
public record Restocked(DeviceId device, boolean requested) implements VendingEvent, DeviceReply {}
