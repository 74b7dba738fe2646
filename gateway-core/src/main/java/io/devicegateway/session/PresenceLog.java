package io.devicegateway.session;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Draft;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Journals presence, and knows of which devices the last thing that was to be said is not in the journal, as on a full disk. What
 * was missed is not repeated: what is true by then is said. Calls for one device come one at a time.
 */
final class PresenceLog {
    private final EventJournal journal;
    /** What was last said of a device, until it is durable. */
    private final Map<DeviceId, Said> unsettled = new ConcurrentHashMap<>();

    PresenceLog(EventJournal journal) {
        this.journal = journal;
    }

    CompletableFuture<?> say(long epoch, Presence presence) {
        Said said = new Said(epoch, presence);
        unsettled.put(presence.device(), said);
        return journal.append(Draft.observed(epoch, presence)).whenComplete((ok, error) -> {
            if (error == null) {
                unsettled.remove(presence.device(), said);
            } else {
                said.refused = true;
            }
        });
    }

    /** What was last to be said of a device and was refused; null when the journal has it, or may have it yet. */
    @Nullable
    Said owed(DeviceId device) {
        Said last = unsettled.get(device);
        return last != null && last.refused ? last : null;
    }

    /**
     * Has everything said that is owed.
     *
     * @param sayTruth says what is true of a device now; answers false when the journal still takes nothing
     */
    void settle(Predicate<DeviceId> sayTruth) {
        for (DeviceId device : List.copyOf(unsettled.keySet())) {
            if (owed(device) != null && !sayTruth.test(device)) {
                return;
            }
        }
    }

    /** What was to be said of a device. One of its kind for each time: it is compared by identity. */
    static final class Said {
        private final long epoch;
        private final Presence presence;
        private volatile boolean refused;

        private Said(long epoch, Presence presence) {
            this.epoch = epoch;
            this.presence = presence;
        }

        long epoch() {
            return epoch;
        }

        Presence presence() {
            return presence;
        }
    }
}
