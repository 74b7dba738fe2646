package io.devicegateway.session;

import io.devicegateway.api.BankFound;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.journal.EventJournal.AnswerMemory;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.protocol.Effect.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What one turn has to have durable before anything of it leaves: its events, and what else it waits for. */
final class TurnEvents {
    private final DeviceSession<?> session;
    private final byte[] raw;
    private final List<Draft> drafts = new ArrayList<>(2);
    private List<CompletableFuture<?>> gates = List.of();
    private List<BankFound> found = List.of();
    private @Nullable CompletableFuture<EventRecord> last;
    private @Nullable Throwable refusal;
    private @Nullable Throwable replaced;

    /** @param raw the message that all this follows from */
    TurnEvents(DeviceSession<?> session, byte[] raw) {
        this.session = session;
        this.raw = raw;
    }

    void add(DeviceEvent event) {
        drafts.add(new Draft(session.epoch(), event, raw, null, List.of()));
    }

    boolean isEmpty() {
        return drafts.isEmpty();
    }

    /** Something else has to be durable, too; null counts as done. */
    void gate(@Nullable CompletableFuture<?> durable) {
        if (durable == null) {
            return;
        }
        if (durable.isCompletedExceptionally()) {
            refusal = durable.exceptionNow();
            return;
        }
        if (gates.isEmpty()) {
            gates = new ArrayList<>(2);
        }
        gates.add(durable);
    }

    /** Why nothing more may come of this; null while all is well. */
    @Nullable
    Throwable refusal() {
        return refusal;
    }

    /** Nothing more comes of this. */
    void refuse(Throwable why) {
        refusal = why;
    }

    /** Why an event could never be journalled, and another took its place; null when none was. */
    @Nullable
    Throwable replaced() {
        return replaced;
    }

    /**
     * Appends the events.
     *
     * @param about whose report this is; null when there is nothing to remember
     * @param memory to be remembered with the last event, by that device; null for nothing
     * @param forgets scopes that are forgotten with the last event
     */
    void append(@Nullable DeviceId about, @Nullable AnswerMemory memory, List<String> forgets) {
        for (int i = 0; i < drafts.size() && refusal == null; i++) {
            Draft draft = drafts.get(i);
            boolean isLast = i == drafts.size() - 1;
            if (isLast && memory != null && about != null) {
                DedupWindow.requireAbout(about, draft);
            }
            if (isLast && (memory != null || !forgets.isEmpty())) {
                draft = new Draft(draft.epoch(), draft.event(), draft.raw(), memory, forgets);
            }
            append(draft);
        }
    }

    private void append(Draft draft) {
        session.core().ledger().heard(draft.event()); // what it proves of commands is journalled before it
        CompletableFuture<EventRecord> appended = session.fence().append(draft);
        last = appended;
        gate(appended);
        Throwable never = session.fence().replaced();
        if (never != null) {
            replaced = never;
            session.refused(draft.event(), never, raw);
        } else if (refusal == null) {
            heard(draft.event());
        }
    }

    private void heard(DeviceEvent event) {
        if (event instanceof InventoryReported inventory) {
            found = session.slots().foundBy(inventory, session.core().sessions().registry());
        }
        session.slots().heard(event);
    }

    /** Appends what inventories show, after what they tell of commands: a bank that was lent is lent before it is found again. */
    void appendFound() {
        if (refusal == null) {
            found.forEach(this::appendFound);
        }
    }

    private void appendFound(BankFound event) {
        session.core().ledger().heard(event);
        gate(session.fence().append(new Draft(session.epoch(), event, raw, null, List.of())));
    }

    /** Completes when everything is durable; null when there is nothing to wait for. */
    @Nullable
    CompletableFuture<?> durable() {
        if (gates.isEmpty()) {
            return null;
        }
        return gates.size() == 1 ? gates.get(0) : CompletableFuture.allOf(gates.toArray(CompletableFuture[]::new));
    }

    /** The last event, with which the key is remembered; null when there is none. To be asked once everything is durable. */
    @Nullable
    Sighting published() {
        CompletableFuture<EventRecord> appended = last;
        if (appended == null) {
            return null;
        }
        EventRecord record = appended.join();
        return new Sighting(record.id(), record.receivedAt());
    }
}
