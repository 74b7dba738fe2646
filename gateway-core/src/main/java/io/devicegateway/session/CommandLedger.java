package io.devicegateway.session;

import io.devicegateway.api.BankId;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.WhenOffline;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.journal.JournalState;
import io.devicegateway.journal.JournalUnavailableException;
import io.devicegateway.registry.Registry;
import io.devicegateway.session.CommandHistory.RecordedCommand;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The truth about commands: each is journalled before it is written and when it settles, ends in exactly one result, and a
 * key names one outcome for good. Safe for all threads.
 */
final class CommandLedger {
    private static final Logger LOG = LoggerFactory.getLogger(CommandLedger.class);

    /** How much later than its deadline a command ends that whoever had it has lost. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(5);

    private final EventJournal journal;
    private final Registry registry;
    private final CommandHistory history;
    private final Clock clock;
    private final LongSupplier ticker;
    private final Duration resolutionWindow;
    private final String idPrefix;
    private final AtomicLong ids = new AtomicLong();
    private final Resolutions resolutions;
    private final Evidence evidence;
    private final UsedKeys keys;
    private final OrderNumbers orders;
    private final Settling settling;
    private final Set<PendingCommand> underWay = ConcurrentHashMap.newKeySet();

    CommandLedger(SessionEnvironment environment, long firstEpoch) {
        journal = environment.journal();
        registry = environment.registry();
        history = environment.history();
        clock = environment.clock();
        ticker = environment.ticker();
        evidence = new Evidence(history::appliedOffset);
        keys = new UsedKeys(history, evidence);
        orders = new OrderNumbers(history, evidence);
        settling = new Settling(journal, environment.timers(), ticker, this::durable);
        resolutionWindow = environment.settings().resolutionWindow();
        resolutions = new Resolutions(registry, ticker, resolutionWindow, settling);
        idPrefix = "c" + Long.toString(firstEpoch, 36) + "-";
    }

    /** Settles what a run before this one left open, and takes up what it left unresolved. Called once, before any session. */
    void recover() {
        for (RecordedCommand open : history.open()) {
            Unknown<?> result = new Unknown<>(
                    open.commandId(),
                    open.epoch(),
                    UnknownReason.GATEWAY_RESTARTED,
                    "the gateway ended before the device's reply came");
            keys.remember(open, result);
            resolutions.takeUp(open);
            settling.settleEarlier(
                    new CommandSettled(open.device(), open.commandId(), open.idempotencyKey(), result), open.epoch());
        }
        history.unresolved(resolutionWindow).forEach(resolutions::takeUp);
    }

    /** A new pending command of the protocol's own. */
    PendingCommand internal(DeviceCommand<?> command) {
        return internal(command, CommandOptions.DEFAULT);
    }

    /** A new pending command of the protocol's own, within the deadline of the one it is asked for. */
    PendingCommand internal(DeviceCommand<?> command, CommandOptions forThat) {
        Duration deadline = forThat.whenOffline() == WhenOffline.NOT_SENT ? forThat.deadline() : null;
        CommandOptions options = new CommandOptions(deadline, null);
        return new PendingCommand(nextId(), command, options, ticker.getAsLong(), true);
    }

    // the beginning

    /** A new pending command. Nothing is taken for it yet. */
    PendingCommand fresh(DeviceCommand<?> command, CommandOptions options) {
        return new PendingCommand(nextId(), command, options, ticker.getAsLong(), false);
    }

    /**
     * Takes the key and the order number of a command. Answers null when it may go on, otherwise what it gets instead: the outcome
     * that its key or its order number names.
     */
    @Nullable
    CompletableFuture<CommandResult<?>> take(PendingCommand fresh) {
        CompletableFuture<CommandResult<?>> named = keys.take(fresh);
        if (named != null) {
            return named;
        }
        if (keys.isFull() || settling.isFull()) {
            keys.free(fresh);
            return CompletableFuture.completedFuture(new NotSent<>(
                    fresh.id(), 0, NotSentReason.JOURNAL_UNAVAILABLE, "too many commands wait for the journal"));
        }
        underWay.add(fresh);
        var unused = fresh.result().whenComplete((result, error) -> forget(fresh));
        CompletableFuture<CommandResult<?>> ordered = orders.take(fresh);
        if (ordered == null) {
            return null;
        }
        var unusedToo = ordered.whenComplete((outcome, error) -> settle(fresh, 0, outcome));
        return fresh.result();
    }

    private void forget(PendingCommand pending) {
        underWay.remove(pending);
        resolutions.ended(pending);
        if (!pending.isIssued()) {
            orders.free(pending);
        }
    }

    /** Whether it has to be looked up what a command's key or order number named before. */
    static boolean needsLookUp(PendingCommand fresh) {
        return fresh.key() != null || OrderNumbers.hasOne(fresh.command());
    }

    /**
     * Looks up whether a key or an order number was used before what is remembered. If so, the command has its outcome now. Waits
     * for the database, so not for an event loop.
     *
     * @return whether it was
     * @throws io.devicegateway.store.StoreException if it cannot be found out now; nothing was changed, ask again
     */
    boolean wasUsedBefore(PendingCommand fresh) {
        CommandResult<?> named = keys.before(fresh);
        if (named != null) {
            keys.free(fresh);
            if (fresh.end()) {
                fresh.result().complete(named);
            }
            return true;
        }
        CommandResult<?> ordered = orders.before(fresh);
        if (ordered != null) {
            settle(fresh, 0, ordered);
            return true;
        }
        return false;
    }

    /** Why nothing may be sent now of which the outcome must be remembered; empty when it may. */
    Optional<String> obstacle() {
        if (!(journal.state() instanceof JournalState.Open)) {
            return Optional.of("the journal takes nothing now");
        }
        String problem = history.problem();
        return problem == null
                ? Optional.empty()
                : Optional.of("outcomes of commands cannot be remembered now: " + problem);
    }

    /**
     * Journals that a command is about to be written.
     *
     * @param forgets scopes of which the next report counts as new
     * @param vendedBefore for a sale, what its lane has given out; null when not known
     */
    CompletableFuture<?> issue(
            PendingCommand pending,
            long epoch,
            Duration timeLeft,
            List<String> forgets,
            @Nullable Integer vendedBefore) {
        if (pending.isInternal()) {
            return CompletableFuture.completedFuture(null);
        }
        pending.markIssued(bankIn(pending.command()), vendedBefore);
        resolutions.issued(pending.command());
        CommandIssued event = new CommandIssued(
                pending.command().device(),
                pending.id(),
                pending.key(),
                UsedKeys.withoutSecrets(pending.command()),
                clock.instant().plus(timeLeft),
                pending.bankBefore(),
                vendedBefore);
        return journal.append(Draft.observed(epoch, event).forgetting(forgets)).whenComplete((record, error) -> {
            if (error instanceof JournalUnavailableException refused
                    && refused.reason() != JournalUnavailableException.Reason.FAILED) {
                pending.markNotIssued(); // after a failed write it may be there nevertheless
            }
        });
    }

    /** The first byte of a command is about to leave. Answers false when it has ended and must not. */
    boolean writing(PendingCommand pending) {
        pending.markWritten();
        resolutions.written(pending);
        return !pending.isEnded();
    }

    // the end

    void done(PendingCommand pending, long epoch, DeviceReply reply) {
        if (!settle(pending, epoch, new Done<>(pending.id(), epoch, reply))) {
            late(reply.device(), pending.id(), epoch, reply, null, reply);
        }
    }

    void refused(PendingCommand pending, long epoch, String reason) {
        if (!settle(pending, epoch, new Refused<>(pending.id(), epoch, reason))) {
            late(pending.command().device(), pending.id(), epoch, null, reason, null);
        }
    }

    void notSent(PendingCommand pending, long epoch, NotSentReason reason, String detail) {
        settle(pending, epoch, new NotSent<>(pending.id(), epoch, reason, detail));
    }

    void unknown(PendingCommand pending, long epoch, UnknownReason reason, String detail) {
        if (!pending.end()) {
            return;
        }
        resolutions.unknown(pending);
        settling.settle(pending, epoch, new Unknown<>(pending.id(), epoch, reason, detail));
    }

    private boolean settle(PendingCommand pending, long epoch, CommandResult<?> result) {
        boolean first = pending.end();
        if (first) {
            settling.settle(pending, epoch, result);
        }
        return first;
    }

    private void durable(long offset, CommandSettled settled, @Nullable PendingCommand pending) {
        keys.settled(settled.device(), settled.idempotencyKey(), offset);
        if (pending != null) {
            orders.settled(pending, offset);
        }
    }

    // what becomes known later

    /** What a device answered to a query may tell what became of commands that ended unknown before it was asked. */
    void examine(DeviceReply reply, long epoch, long askedAt) {
        resolutions.examine(reply, epoch, askedAt);
    }

    /**
     * A device reported something, which is journalled after this. It may spoil evidence, and it may prove something: a bank that
     * comes back, or is found elsewhere, had been released, and that is said before.
     */
    void heard(DeviceEvent event) {
        resolutions.heard(event);
        BankId bank = Resolution.shownBy(event);
        if (bank == null) {
            return;
        }
        PendingCommand running = resolutions.provedBy(bank, event);
        if (running != null) {
            String detail = "bank " + bank + " was in a slot again before a reply came";
            unknown(running, resolutions.epochOf(running.command().device()), UnknownReason.NO_REPLY, detail);
        }
        resolutions.shown(bank, event);
    }

    /** Whether a bank may have left its slot by a command of which nobody knows the outcome. */
    boolean mayBeOut(BankId bank) {
        return resolutions.mayBeOut(bank);
    }

    /** The commands on a device of which nobody knows the outcome. */
    List<DeviceCommand<?>> unresolvedOf(DeviceId device) {
        return resolutions.of(device);
    }

    /** An answer came that nobody waits for; what it says happened all the same. */
    void late(
            DeviceId device,
            @Nullable String commandId,
            long epoch,
            @Nullable DeviceReply reply,
            @Nullable String refusal,
            @Nullable DeviceReply said) {
        resolutions.late(device, commandId, epoch, reply, refusal, said);
    }

    // the time that passes

    /** Journals what could not be journalled before, ends what was lost, and forgets what is over. */
    void sweep() {
        settling.sweep();
        evidence.sweep();
        long now = ticker.getAsLong();
        for (PendingCommand pending : underWay) {
            if (now - pending.until() > LOST_AFTER.toNanos()) {
                endLost(pending);
            }
        }
        resolutions.sweep();
    }

    private void endLost(PendingCommand pending) {
        if (pending.isEnded()) {
            return; // its end is being journalled
        }
        LOG.error("command {} was lost on its way and is ended: {}", pending.id(), pending.command());
        String detail = "the deadline passed, and whatever had the command did not end it";
        if (pending.isIssued()) {
            unknown(pending, 0, UnknownReason.NO_REPLY, detail);
        } else {
            notSent(pending, 0, NotSentReason.EXPIRED, detail);
        }
    }

    /** Waits until every command under way has its result, or the time is over. */
    void awaitSettled(Duration atMost) throws InterruptedException {
        try {
            CompletableFuture.allOf(
                            underWay.stream().map(PendingCommand::result).toArray(CompletableFuture[]::new))
                    .get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("{} commands have no result yet", underWay.size());
        }
    }

    int unresolvedCount() {
        return resolutions.count();
    }

    int unsaidCount() {
        return settling.unsaidCount();
    }

    private @Nullable BankId bankIn(DeviceCommand<?> command) {
        return Resolution.slotOf(command)
                .flatMap(slot ->
                        registry.find(command.device()).flatMap(device -> Optional.ofNullable(device.bankIn(slot))))
                .orElse(null);
    }

    private String nextId() {
        return idPrefix + Long.toString(ids.incrementAndGet(), 36);
    }
}
