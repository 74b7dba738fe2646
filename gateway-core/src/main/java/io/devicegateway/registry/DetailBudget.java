package io.devicegateway.registry;

import io.devicegateway.api.LaneState;
import io.devicegateway.api.SlotState;
import io.devicegateway.registry.Registry.RegisteredDevice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much all devices together may tell of their slots, lanes and facts: any device may tell of 255 slots and 1,024 lanes, and there
 * are many devices. Where there is no room for more, what is known goes on changing, and what would be new is not taken up: it is
 * unknown then, and not wrong. Not for two threads at once.
 */
final class DetailBudget {
    private static final Logger LOG = LoggerFactory.getLogger(DetailBudget.class);
    private static final int BYTES_OF_A_LANE = 200;

    /** What each device may always have, so that others cannot take it away: three slots, say, or a lane or two. */
    private static final int ALWAYS = 256;

    private final long most;
    private long taken;
    private long refused;

    /** @param most in bytes, as they are reckoned here */
    DetailBudget(long most) {
        this.most = most;
    }

    /** How much is taken, in bytes. */
    long taken() {
        return taken;
    }

    /** How often something new was not taken up. */
    long refused() {
        return refused;
    }

    /**
     * The device as it may be kept in the place of another state of it.
     *
     * @param before null when nothing was known of it
     */
    RegisteredDevice within(@Nullable RegisteredDevice before, RegisteredDevice after) {
        long had = before == null ? 0 : bytes(before);
        long wants = bytes(after);
        if (wants > had && wants > ALWAYS && taken - had + wants > most) {
            if (refused == 0) {
                LOG.warn(
                        "Devices tell of more slots, lanes and facts than {} bytes hold; what is new of {} is not taken up",
                        most,
                        after.id());
            }
            refused++;
            RegisteredDevice kept = withoutNews(before, after);
            taken += bytes(kept) - had;
            return kept;
        }
        taken += wants - had;
        return after;
    }

    /** A device is gone. */
    void free(RegisteredDevice device) {
        taken -= bytes(device);
    }

    private static long bytes(RegisteredDevice device) {
        return SlotTable.of(device.slots()).bytes()
                + (long) device.lanes().size() * BYTES_OF_A_LANE
                + (device.facts() instanceof FactTable facts ? facts.text().length() : 0);
    }

    private static RegisteredDevice withoutNews(@Nullable RegisteredDevice before, RegisteredDevice after) {
        if (before == null) {
            return after.with(SlotTable.EMPTY, LaneTable.EMPTY, List.of());
        }
        List<SlotState> slots = new ArrayList<>(after.slots().values());
        slots.removeIf(slot -> !before.slots().containsKey(slot.report().slot()));
        SortedMap<Integer, LaneState> lanes = new TreeMap<>(after.lanes());
        lanes.keySet().retainAll(before.lanes().keySet());
        return after.with(SlotTable.of(slots), Collections.unmodifiableSortedMap(lanes), before.facts());
    }
}
