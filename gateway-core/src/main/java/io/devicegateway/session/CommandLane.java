package io.devicegateway.session;

import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Safety;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.ProtocolSession.InvalidCommand;
import io.devicegateway.protocol.ProtocolSession.Prerequisite;
import io.devicegateway.protocol.SessionLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of one connection: one waits for a reply key at a time, others queue; one is written at a time, with the
 * least gap between. Runs on the link's executor.
 *
 * @param <M> the protocol's messages
 */
final class CommandLane<M> {
    private static final Logger LOG = LoggerFactory.getLogger(CommandLane.class);

    private final DeviceSession<M> session;
    private final ProtocolSession<M> conversation;
    private final SessionLimits limits;
    private final ArrayDeque<CommandEntry<M>> queue = new ArrayDeque<>(2);
    private final Preparation<M> preparation;
    private final Map<Object, CommandEntry<M>> waiting = new HashMap<>(2);
    private final StateQueries<M> stateQueries;
    private final Unanswered unanswered = new Unanswered();
    private @Nullable CommandEntry<M> writing;
    private final CommandWriter writer;

    CommandLane(DeviceSession<M> session, ProtocolSession<M> conversation, SessionLimits limits) {
        this.session = session;
        this.conversation = conversation;
        this.limits = limits;
        this.preparation = new Preparation<>(this, session.core().ledger(), conversation);
        this.stateQueries = new StateQueries<>(this, session, conversation);
        this.writer = new CommandWriter(session, limits);
    }

    /** Something was written to the device at that time. */
    void wroteAt(long now) {
        writer.wroteAt(now);
    }

    /** Takes a command on, once what has to be known before it is known. */
    void submit(PendingCommand pending) {
        guarded(pending, () -> {
            Optional<Prerequisite> first =
                    pending.isInternal() ? Optional.empty() : conversation.prerequisite(pending.command());
            if (first.isEmpty() || session.isEnded() || preparation.isSpared(first.get())) {
                accept(pending);
            } else if (!hasPlace(pending)) {
                busy(pending);
            } else {
                preparation.askFirst(pending, first.get().query());
            }
        });
    }

    /** Whatever the protocol throws before a byte has left, its command ends. */
    private void guarded(PendingCommand pending, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("{} failed on {}", session.protocol().name(), pending.command(), e);
            notSent(pending, NotSentReason.INVALID, session.protocol().name() + " failed on the command: " + e);
        }
    }

    void accept(PendingCommand pending) {
        guarded(pending, () -> {
            if (session.isEnded() || !pending.command().device().equals(session.identified())) {
                notSent(pending, NotSentReason.CONNECTION_LOST, "the connection ended before the command's turn came");
                return;
            }
            ask(pending).ifPresent(ask -> {
                if (!hasPlace(pending)) {
                    busy(pending);
                    return;
                }
                CommandEntry<M> entry = CommandEntry.of(pending, ask, now());
                pending.dueAt(entry.deadline);
                entry.timer = session.core().timers().after(left(entry), () -> onLink(() -> expire(entry)));
                queue.add(entry);
                pump();
            });
        });
    }

    /** What says this command; empty when nothing does, and it has ended. */
    private Optional<Ask<M>> ask(PendingCommand pending) {
        try {
            Optional<Ask<M>> ask = conversation.onCommand(pending.command());
            if (ask.isEmpty()) {
                String type = pending.command().getClass().getSimpleName();
                notSent(
                        pending,
                        NotSentReason.UNSUPPORTED,
                        session.protocol().name() + " has no such command: " + type);
            }
            return ask;
        } catch (InvalidCommand e) {
            notSent(pending, NotSentReason.INVALID, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** A query that a command waits for goes in the place of that command. */
    private boolean hasPlace(PendingCommand pending) {
        return preparation.hasAsked(pending) || takenPlaces() < limits.commandQueue();
    }

    private int takenPlaces() {
        int others = 0;
        for (CommandEntry<M> entry : queue) {
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
        Iterator<CommandEntry<M>> entries = queue.iterator();
        while (writing == null && entries.hasNext()) {
            CommandEntry<M> entry = entries.next();
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

    private void issue(CommandEntry<M> entry) {
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
                        writer.afterGap(() -> writeIfItMay(entry));
                    }
                }));
    }

    private void writeIfItMay(CommandEntry<M> entry) {
        if (session.isEnded() || !isForThisDevice(entry)) {
            unwritten(entry, NotSentReason.CONNECTION_LOST, "the connection ended before the command's turn came");
        } else if (entry.deadline - now() <= 0) {
            unwritten(entry, NotSentReason.EXPIRED, "the deadline passed while the command waited its turn");
        } else if (!session.link().isOpen()) {
            unwritten(
                    entry,
                    NotSentReason.OFFLINE,
                    "nothing can be written to " + session.link().remote() + " now");
        } else {
            write(entry);
        }
    }

    /** While a command was journalled, the connection may have begun to speak for another device. */
    private boolean isForThisDevice(CommandEntry<M> entry) {
        return entry.pending.command().device().equals(session.identified());
    }

    private void write(CommandEntry<M> entry) {
        byte[] frame;
        try {
            frame = session.encode(entry.ask.message());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("{} cannot say {}", session.protocol().name(), entry.pending.command(), e);
            unwritten(entry, NotSentReason.INVALID, session.protocol().name() + " cannot say the command: " + e);
            return;
        }
        if (!session.core().ledger().writing(entry.pending)) {
            unwritten(entry, NotSentReason.EXPIRED, "the command ended before its turn came");
            return;
        }
        entry.writtenAt = now();
        entry.number = session.receipts().commanding();
        entry.written = true;
        writing = null;
        unanswered.take(entry.ask.replyKey());
        if (entry.pending.command().safety() == Safety.READ) {
            unanswered.asked(entry.ask.replyKey(), entry.writtenAt, entry.number);
        }
        for (String scope : entry.ask.forgets()) {
            session.core().dedup().drop(session.identified(), scope);
        }
        writer.write(frame, nothing -> unwritten(entry, NotSentReason.OFFLINE, nothing));
        M fallback = entry.ask.fallback();
        if (fallback != null && !entry.over) {
            session.core()
                    .timers()
                    .after(
                            left(entry).dividedBy(2),
                            () -> onLink(() -> {
                                if (!session.isEnded() && waiting.get(entry.ask.replyKey()) == entry && !entry.over) {
                                    writer.write(session.encode(fallback), nothing -> {});
                                }
                            }));
        }
        pump();
    }

    private void unwritten(CommandEntry<M> entry, NotSentReason reason, String detail) {
        if (writing == entry) {
            writing = null;
        }
        waiting.remove(entry.ask.replyKey(), entry);
        if (!entry.over) {
            entry.end();
            notSent(entry.pending, reason, detail);
        }
        pump();
    }

    private void expire(CommandEntry<M> entry) {
        if (entry.over) {
            return;
        }
        if (!entry.written) {
            if (queue.remove(entry)) {
                entry.end();
                notSent(entry.pending, NotSentReason.EXPIRED, "the deadline passed while the command waited its turn");
            }
            return; // else it is being journalled, and ends when that is done
        }
        entry.end();
        if (!entry.pending.isInternal()) {
            unanswered.add(entry.ask.replyKey(), entry.pending.id());
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
     * Until it is known what became of the command, or the device does not tell, no other command takes its reply key, so that a
     * late reply is not mistaken for that of the next command.
     */
    private void findOut(CommandEntry<M> entry) {
        stateQueries.ask(entry.pending, () -> {
            waiting.remove(entry.ask.replyKey(), entry);
            pump();
        });
    }

    /** Asks the device what became of its commands of unknown outcome. */
    void findOutAll() {
        if (!session.isEnded()) {
            stateQueries.askAll(session.identified());
        }
    }

    /** The number of the command that such a reply belongs to, or {@link Receipts#BY_ITSELF}. */
    long replied(Object replyKey, Safety safety) {
        CommandEntry<M> entry = waiting.get(replyKey);
        long latest = entry != null && entry.written ? entry.number : Receipts.BY_ITSELF;
        return safety == Safety.READ ? unanswered.number(replyKey, latest) : latest;
    }

    void answered(Effect.Answer<M> answer) {
        CommandEntry<M> entry = waiting.get(answer.replyKey());
        long askedAt = entry == null ? now() : entry.writtenAt;
        if (answer.safety() == Safety.READ) {
            preparation.answered(answer.replyKey());
            askedAt = unanswered.askedAt(answer.replyKey(), askedAt);
        }
        if (entry != null && entry.isAnswerable()) {
            settled(entry);
            session.core().ledger().examine(answer.reply(), session.epoch(), askedAt);
            session.core().ledger().done(entry.pending, session.epoch(), answer.reply());
            pump();
        } else if (answer.safety() != Safety.READ) {
            late(answer.replyKey(), answer.reply(), null, answer.reply());
        }
    }

    void refused(Effect.Refuse<M> refusal) {
        CommandEntry<M> entry = waiting.get(refusal.replyKey());
        if (entry != null && entry.isAnswerable()) {
            settled(entry);
            session.core().ledger().refused(entry.pending, session.epoch(), refusal.reason());
            pump();
        } else if (refusal.safety() != Safety.READ) {
            late(refusal.replyKey(), null, refusal.reason(), refusal.said());
        }
    }

    /** A reply came that leaves it open whether the device did it. A clear one may still come in time. */
    void doubted(Effect.Doubt<M> doubt) {
        CommandEntry<M> entry = waiting.get(doubt.replyKey());
        if (entry != null && entry.isAnswerable()) {
            entry.doubt = doubt.reason();
        }
    }

    private void late(
            Object replyKey, @Nullable DeviceReply reply, @Nullable String refusal, @Nullable DeviceReply said) {
        String commandId = unanswered.take(replyKey);
        session.core().ledger().late(session.identified(), commandId, session.epoch(), reply, refusal, said);
        CommandEntry<M> held = waiting.get(replyKey);
        if (held != null && held.over) {
            waiting.remove(replyKey, held);
            pump();
        }
    }

    private void settled(CommandEntry<M> entry) {
        entry.end();
        waiting.remove(entry.ask.replyKey(), entry);
    }

    /** The connection ended, or speaks for another device now. */
    void abort(String detail) {
        List<CommandEntry<M>> queued = new ArrayList<>(queue);
        queue.clear();
        preparation.forget();
        unanswered.forgetQueries();
        for (CommandEntry<M> entry : queued) {
            entry.end();
            notSent(entry.pending, NotSentReason.CONNECTION_LOST, detail);
        }
        for (CommandEntry<M> entry : new ArrayList<>(waiting.values())) {
            if (entry.isAnswerable()) {
                settled(entry);
                session.core().ledger().unknown(entry.pending, session.epoch(), UnknownReason.CONNECTION_LOST, detail);
            }
        }
    }

    void notSent(PendingCommand pending, NotSentReason reason, String detail) {
        if (reason == NotSentReason.CONNECTION_LOST && pending.mayWait()) {
            session.core().commands().offline(pending, detail);
            return;
        }
        session.core().ledger().notSent(pending, session.epoch(), reason, detail);
    }

    private Duration left(CommandEntry<M> entry) {
        return Duration.ofNanos(Math.max(0, entry.deadline - now()));
    }

    long now() {
        return session.core().ticker().getAsLong();
    }

    void onLink(Runnable task) {
        session.link().executor().execute(task);
    }
}
