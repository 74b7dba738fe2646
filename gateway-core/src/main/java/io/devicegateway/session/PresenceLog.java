package io.devicegateway.session;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Draft;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Journals presence. One that could not be journalled, as on a full disk, is said as soon as it can be, unless the device's
 * presence has changed again: nobody is left believing the last one for good.
 */
final class PresenceLog {
    private final EventJournal journal;
    private final Map<DeviceId, Draft> unsaid = new ConcurrentHashMap<>();

    PresenceLog(EventJournal journal) {
        this.journal = journal;
    }

    CompletableFuture<?> say(long epoch, Presence presence) {
        unsaid.remove(presence.device());
        return append(Draft.observed(epoch, presence));
    }

    private CompletableFuture<?> append(Draft draft) {
        return journal.append(draft).whenComplete((ok, error) -> {
            if (error != null
                    && draft.event() instanceof Presence presence
                    && presence.state() != Presence.State.ONLINE) {
                unsaid.merge(presence.device(), draft, (known, mine) -> known.epoch() > mine.epoch() ? known : mine);
            }
        });
    }

    /** Tries again what could not be said. */
    void sweep() {
        for (DeviceId device : List.copyOf(unsaid.keySet())) {
            Draft draft = unsaid.remove(device);
            if (draft != null && append(draft).isCompletedExceptionally()) {
                return; // still no room
            }
        }
    }
}
