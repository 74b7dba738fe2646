package io.devicegateway.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A device as the gateway knows it now.
 *
 * @param labels free labels given by operators or the backend
 * @param enabled whether it may connect and be commanded
 * @param disabledReason why not; null while it is enabled
 * @param presence whether it can be counted on
 * @param epoch epoch of its latest session; 0 when it never had one
 * @param remote where it is connected from; null when it is not
 * @param lastHeard when something was last heard from it; null when never
 * @param slots the last known state of each slot, by slot number
 * @param lanes the last known state of each lane, by lane number
 * @param facts the latest {@link DeviceInfo} of each kind
 */
public record Device(
        DeviceId id,
        Map<String, String> labels,
        boolean enabled,
        @Nullable String disabledReason,
        Presence presence,
        long epoch,
        @Nullable String remote,
        @Nullable Instant lastHeard,
        SortedMap<Integer, SlotState> slots,
        SortedMap<Integer, LaneState> lanes,
        List<KnownFact> facts) {}
