package io.devicegateway.journal;

import io.devicegateway.journal.JournalUnavailableException.Reason;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether appends are taken, and what they are refused with otherwise. Changed by the committer only. */
final class LogStatus {
    private static final Logger LOG = LoggerFactory.getLogger(LogStatus.class);

    private final Clock clock;
    private final List<Consumer<JournalState>> listeners = new CopyOnWriteArrayList<>();
    private volatile JournalState state = new JournalState.Open();
    private volatile @Nullable JournalUnavailableException refusal;

    LogStatus(Clock clock) {
        this.clock = clock;
    }

    JournalState state() {
        return state;
    }

    /** What appends are refused with; null if they are taken. */
    @Nullable
    JournalUnavailableException refusal() {
        return refusal;
    }

    void addListener(Consumer<JournalState> listener) {
        listeners.add(listener);
    }

    void open() {
        if (refusal != null) {
            LOG.info("journal takes records again");
            refusal = null;
            change(new JournalState.Open());
        }
    }

    /** Refuses appends from now on; the first cause is kept as long as the reason stays the same. */
    void refuse(JournalUnavailableException because) {
        JournalUnavailableException before = refusal;
        refusal = because;
        if (before != null && before.reason() == because.reason()) {
            return;
        }
        String cause = String.valueOf(because.getMessage());
        LOG.error("journal refuses records: {}", cause, because.getCause());
        change(
                because.reason() == Reason.FULL
                        ? new JournalState.Full(clock.instant(), cause)
                        : new JournalState.Failed(clock.instant(), cause));
    }

    private void change(JournalState newState) {
        state = newState;
        for (Consumer<JournalState> listener : listeners) {
            try {
                listener.accept(newState);
            } catch (RuntimeException | Error e) {
                LOG.error("a listener of the journal's state failed", e);
            }
        }
    }
}
