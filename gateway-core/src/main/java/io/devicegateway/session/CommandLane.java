package io.devicegateway.session;

import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Safety;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Link;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.ProtocolSession.InvalidCommand;
import io.devicegateway.protocol.ProtocolSession.Prerequisite;
import io.devicegateway.protocol.SessionLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one connection: one waits for a reply key at a time, others queue; one is written at a time, with the
 * least gap between. Runs on the link's executor.
 *
 * @param <M> the protocol's messages
 */
final class CommandLane<M> {
    private static final int MOST_UNANSWERED = 32;

    private final DeviceSession<M> session;
    private final ProtocolSession<M> conversation;
    private final SessionLimits limits;
    private final ArrayDeque<Entry<M>> queue = new ArrayDeque<>(2);
    private final Preparation<M> preparation;
    private final Map<Object, Entry<M>> waiting = new HashMap<>(2);
    private final Map<Object, String> unanswered = new LinkedHashMap<>(2) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, String> eldest) {
            return size() > MOST_UNANSWERED;
        }
    };
    private @Nullable Entry<M> writing;
    private long wroteAt;

    CommandLane(DeviceSession<M> session, ProtocolSession<M> conversation, SessionLimits limits) {
        this.session = session;
        this.conversation = conversation;
        this.limits = limits;
        this.preparation = new Preparation<>(this, session.core().ledger(), conversation);
        this.wroteAt = session.core().ticker().getAsLong() - limits.commandGap().toNanos();
    }

    /** Something was written to the device at that time. */
    void wroteAt(long now) {
        wroteAt = now;
    }

    /** Takes a command on, once what has to be known before it is known. */
    void submit(PendingCommand pending) {
        Optional<Prerequisite> first =
                pending.isInternal() ? Optional.empty() : conversation.prerequisite(pending.command());
        if (first.isEmpty() || session.isEnded() || preparation.isSpared(first.get())) {
            accept(pending);
        } else if (!hasPlace(pending)) {
            busy(pending);
        } else {
            preparation.askFirst(pending, first.get().query());
        }
    }

    void accept(PendingCommand pending) {
        if (session.isEnded() || !pending.command().device().equals(session.identified())) {
            notSent(pending, NotSentReason.CONNECTION_LOST, "the connection ended before the command's turn came");
            return;
        }
        Optional<Ask<M>> ask;
        try {
            ask = conversation.onCommand(pending.command());
        } catch (InvalidCommand e) {
            notSent(pending, NotSentReason.INVALID, String.valueOf(e.getMessage()));
            return;
        }
        if (ask.isEmpty()) {
            String type = pending.command().getClass().getSimpleName();
            notSent(pending, NotSentReason.UNSUPPORTED, session.protocol().name() + " has no such command: " + type);
        } else if (!hasPlace(pending)) {
            busy(pending);
        } else {
            Entry<M> entry = entry(pending, ask.get());
            entry.timer = session.core().timers().after(left(entry), () -> onLink(() -> expire(entry)));
            queue.add(entry);
            pump();
        }
    }

    private Entry<M> entry(PendingCommand pending, Ask<M> ask) {
        Duration asked = pending.options().deadline();
        Duration patience = asked == null ? ask.timeout() : asked;
        long until = pending.acceptedAt() + patience.toNanos();
        if (pending.mayWait()) {
            // Its deadline is for the device to come back; the reply is waited for no longer than for any other.
            long here = now() + ask.timeout().toNanos();
            until = here - until < 0 ? here : until;
            patience = Duration.ofNanos(Math.max(0, until - now()));
        }
        return new Entry<>(pending, ask, until, patience);
    }

    /** A query that a command waits for goes in the place of that command. */
    private boolean hasPlace(PendingCommand pending) {
        return preparation.hasAsked(pending) || takenPlaces() < limits.commandQueue();
    }

    private int takenPlaces() {
        int others = 0;
        for (Entry<M> entry : queue) {
            others += preparation.hasAsked(entry.pending) ? 0 : 1;
        }
        return others + preparation.waiting();
    }

    private void busy(PendingCommand pending) {
        notSent(pending, NotSentReason.BUSY, takenPlaces() + " commands wait for this device already");
    }

    /** Sends a query of the protocol's own; its result is told to nobody, the event it brings is. */
    void query(DeviceCommand<?> command) {
        submit(session.core().ledger().internal(command));
    }

    private void pump() {
        Iterator<Entry<M>> entries = queue.iterator();
        while (writing == null && entries.hasNext()) {
            Entry<M> entry = entries.next();
            if (!waiting.containsKey(entry.ask.replyKey()) && !isTaken(entry.ask.turn())) {
                entries.remove();
                writing = entry;
                waiting.put(entry.ask.replyKey(), entry);
                issue(entry);
            }
        }
    }

    private boolean isTaken(Object turn) {
        return !waiting.isEmpty()
                && waiting.values().stream().anyMatch(other -> other.ask.turn().equals(turn));
    }

    private void issue(Entry<M> entry) {
        var unused = session.core()
                .ledger()
                .issue(
                        entry.pending,
                        session.epoch(),
                        left(entry),
                        entry.ask.forgets(),
                        entry.ask.before().vended())
                .whenComplete((ok, error) -> onLink(() -> {
                    if (error != null) {
                        unwritten(entry, NotSentReason.JOURNAL_UNAVAILABLE, String.valueOf(error.getMessage()));
                    } else {
                        writeWhenAllowed(entry);
                    }
                }));
    }

    private void writeWhenAllowed(Entry<M> entry) {
        long gap = limits.commandGap().toNanos() - (now() - wroteAt);
        if (session.isEnded() || !isForThisDevice(entry)) {
            unwritten(entry, NotSentReason.CONNECTION_LOST, "the connection ended before the command's turn came");
        } else if (entry.deadline - now() <= 0) {
            unwritten(entry, NotSentReason.EXPIRED, "the deadline passed while the command waited its turn");
        } else if (!session.link().isOpen()) {
            unwritten(
                    entry,
                    NotSentReason.OFFLINE,
                    "nothing can be written to " + session.link().remote() + " now");
        } else if (gap > 0) {
            session.core().timers().after(Duration.ofNanos(gap), () -> onLink(() -> writeWhenAllowed(entry)));
        } else {
            write(entry);
        }
    }

    /** While a command was journalled, the connection may have begun to speak for another device. */
    private boolean isForThisDevice(Entry<M> entry) {
        return entry.pending.command().device().equals(session.identified());
    }

    private void write(Entry<M> entry) {
        entry.writtenAt = now();
        entry.written = true;
        writing = null;
        unanswered.remove(entry.ask.replyKey());
        for (String scope : entry.ask.forgets()) {
            session.core().dedup().drop(session.identified(), scope);
        }
        writeFrame(entry.ask.message(), nothing -> unwritten(entry, NotSentReason.OFFLINE, nothing));
        M fallback = entry.ask.fallback();
        if (fallback != null && !entry.over) {
            session.core()
                    .timers()
                    .after(
                            left(entry).dividedBy(2),
                            () -> onLink(() -> {
                                if (!session.isEnded() && waiting.get(entry.ask.replyKey()) == entry && !entry.over) {
                                    writeFrame(fallback, nothing -> {});
                                }
                            }));
        }
        pump();
    }

    /**
     * @param onNothing is told why, if it is known at once that not a byte left
     */
    private void writeFrame(M message, Consumer<String> onNothing) {
        wroteAt = now();
        CompletableFuture<Void> write = session.link().write(session.encode(message));
        if (write.isCompletedExceptionally() && write.exceptionNow() instanceof Link.NotWritten nothing) {
            onNothing.accept(String.valueOf(nothing.getMessage()));
            return;
        }
        var unused = write.whenComplete((ok, error) -> {
            if (error != null) {
                session.closeFromOutside(Presence.Reason.CONNECTION_LOST, "a command could not be written: " + error);
            }
        });
    }

    private void unwritten(Entry<M> entry, NotSentReason reason, String detail) {
        if (writing == entry) {
            writing = null;
        }
        waiting.remove(entry.ask.replyKey(), entry);
        if (!entry.over) {
            over(entry);
            notSent(entry.pending, reason, detail);
        }
        pump();
    }

    private void expire(Entry<M> entry) {
        if (entry.over) {
            return;
        }
        if (!entry.written) {
            if (queue.remove(entry)) {
                over(entry);
                notSent(entry.pending, NotSentReason.EXPIRED, "the deadline passed while the command waited its turn");
            }
            return; // else it is being journalled, and ends when that is done
        }
        over(entry);
        if (!entry.pending.isInternal()) {
            unanswered.put(entry.ask.replyKey(), entry.pending.id());
        }
        String doubt = entry.doubt;
        if (doubt == null) {
            session.core()
                    .ledger()
                    .unknown(
                            entry.pending,
                            session.epoch(),
                            UnknownReason.NO_REPLY,
                            "the device did not reply within " + entry.patience.toMillis() + " ms");
        } else {
            session.core().ledger().unknown(entry.pending, session.epoch(), UnknownReason.UNCLEAR_REPLY, doubt);
        }
        findOut(entry);
    }

    /**
     * Asks the device for the state that tells what became of the command. Until that is answered no other command takes
     * its reply key, so that a late reply is not mistaken for that of the next command.
     */
    private void findOut(Entry<M> entry) {
        Optional<DeviceCommand<?>> query =
                entry.pending.isInternal() || entry.pending.command().safety() != Safety.ONCE
                        ? Optional.empty()
                        : conversation.stateQuery(entry.pending.command());
        if (query.isEmpty()) {
            waiting.remove(entry.ask.replyKey(), entry);
            pump();
            return;
        }
        PendingCommand asked = session.core().ledger().internal(query.get());
        var unused = asked.result()
                .whenComplete((ok, error) -> onLink(() -> {
                    waiting.remove(entry.ask.replyKey(), entry);
                    pump();
                }));
        submit(asked);
    }

    void answered(Effect.Answer<M> answer) {
        if (answer.safety() == Safety.READ) {
            preparation.answered(answer.replyKey());
        }
        Entry<M> entry = waiting.get(answer.replyKey());
        if (entry != null && entry.written && !entry.over) {
            settled(entry);
            session.core().ledger().examine(answer.reply(), session.epoch(), entry.writtenAt);
            session.core().ledger().done(entry.pending, session.epoch(), answer.reply());
            pump();
        } else if (answer.safety() != Safety.READ) {
            late(answer.replyKey(), answer.reply(), null, answer.reply());
        }
    }

    void refused(Effect.Refuse<M> refusal) {
        Entry<M> entry = waiting.get(refusal.replyKey());
        if (entry != null && entry.written && !entry.over) {
            settled(entry);
            session.core().ledger().refused(entry.pending, session.epoch(), refusal.reason());
            pump();
        } else if (refusal.safety() != Safety.READ) {
            late(refusal.replyKey(), null, refusal.reason(), refusal.said());
        }
    }

    /** A reply came that leaves it open whether the device did it. A clear one may still come in time. */
    void doubted(Effect.Doubt<M> doubt) {
        Entry<M> entry = waiting.get(doubt.replyKey());
        if (entry != null && entry.written && !entry.over) {
            entry.doubt = doubt.reason();
        }
    }

    private void late(
            Object replyKey, @Nullable DeviceReply reply, @Nullable String refusal, @Nullable DeviceReply said) {
        String commandId = unanswered.remove(replyKey);
        session.core().ledger().late(session.identified(), commandId, session.epoch(), reply, refusal, said);
        Entry<M> held = waiting.get(replyKey);
        if (held != null && held.over) {
            waiting.remove(replyKey, held);
            pump();
        }
    }

    private void settled(Entry<M> entry) {
        over(entry);
        waiting.remove(entry.ask.replyKey(), entry);
    }

    /** The connection ended, or speaks for another device now. */
    void abort(String detail) {
        List<Entry<M>> queued = new ArrayList<>(queue);
        queue.clear();
        preparation.forget();
        for (Entry<M> entry : queued) {
            over(entry);
            notSent(entry.pending, NotSentReason.CONNECTION_LOST, detail);
        }
        for (Entry<M> entry : new ArrayList<>(waiting.values())) {
            if (entry.written && !entry.over) {
                settled(entry);
                session.core().ledger().unknown(entry.pending, session.epoch(), UnknownReason.CONNECTION_LOST, detail);
            }
        }
    }

    /** Commands that are written and not settled. */
    int inFlight() {
        return (int) waiting.values().stream().filter(entry -> !entry.over).count();
    }

    private void over(Entry<M> entry) {
        entry.over = true;
        Timers.Cancellation timer = entry.timer;
        if (timer != null) {
            timer.cancel();
        }
    }

    void notSent(PendingCommand pending, NotSentReason reason, String detail) {
        if (reason == NotSentReason.CONNECTION_LOST && pending.mayWait()) {
            session.core().commands().offline(pending, detail);
            return;
        }
        session.core().ledger().notSent(pending, session.epoch(), reason, detail);
    }

    private Duration left(Entry<M> entry) {
        return Duration.ofNanos(Math.max(0, entry.deadline - now()));
    }

    long now() {
        return session.core().ticker().getAsLong();
    }

    void onLink(Runnable task) {
        session.link().executor().execute(task);
    }

    /** A command with its place in the conversation. */
    private static final class Entry<M> {
        private final PendingCommand pending;
        private final Ask<M> ask;
        private final long deadline;
        private final Duration patience;
        private Timers.@Nullable Cancellation timer;
        private long writtenAt;
        private boolean written;
        private boolean over;
        private @Nullable String doubt;

        Entry(PendingCommand pending, Ask<M> ask, long deadline, Duration patience) {
            this.pending = pending;
            this.ask = ask;
            this.deadline = deadline;
            this.patience = patience;
        }
    }
}
