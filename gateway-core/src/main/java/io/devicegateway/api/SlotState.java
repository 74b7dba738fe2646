package io.devicegateway.api;

import java.time.Instant;

/**
 * The last that is known of one slot.
 *
 * @param report what is in it
 * @param offset the offset of the event that said so
 * @param at when the gateway received that event
 * @param returned whether that event was an accepted return, rather than an inventory or a release
 */
public record SlotState(SlotReport report, long offset, Instant at, boolean returned) {}
