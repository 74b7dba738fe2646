package io.devicegateway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last that is known of one lane of a vending cabinet.
 *
 * @param lane its number
 * @param condition how it is
 * @param vended what it gave out since it was last restocked, as the device counted last; null when not known, as from a
 *     sale on until the device is asked again
 * @param lastOrder the order number of the last sale since it was last restocked; null for none
 * @param offset the offset of the event that changed any of this last
 * @param at when the gateway received that event
 */
public record LaneState(
        int lane,
        LaneCondition condition,
        @Nullable Integer vended,
        @Nullable String lastOrder,
        long offset,
        Instant at) {}
