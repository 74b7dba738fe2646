package io.devicegateway.api;

import java.time.Instant;

/**
 * The latest event of one kind about a device.
 *
 * @param event what was said
 * @param offset the offset of the event
 * @param at when the gateway received it
 */
public record KnownFact(DeviceEvent event, long offset, Instant at) {}
