package io.devicegateway.session;

import io.devicegateway.api.BankId;
import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
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
import io.devicegateway.api.Safety;
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.api.VendItem;
import io.devicegateway.api.WhenOffline;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.registry.Registry;
import io.devicegateway.session.CommandHistory.RecordedCommand;
import io.devicegateway.session.UnresolvedCommands.Unresolved;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    private final EventJournal journal;
    private final Registry registry;
    private final CommandHistory history;
    private final Clock clock;
    private final LongSupplier ticker;
    private final Duration resolutionWindow;
    private final String idPrefix;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Key, Named> byKey = new ConcurrentHashMap<>();
    private final Queue<Recent> recentKeys = new ConcurrentLinkedQueue<>();
    private final UnresolvedCommands unresolved = new UnresolvedCommands();
    private final OrderNumbers orders;
    private final Set<PendingCommand> underWay = ConcurrentHashMap.newKeySet();
    private final Queue<Draft> unsaid = new ConcurrentLinkedQueue<>();

    CommandLedger(SessionEnvironment environment, long firstEpoch) {
        journal = environment.journal();
        registry = environment.registry();
        history = environment.history();
        clock = environment.clock();
        ticker = environment.ticker();
        orders = new OrderNumbers(history, ticker);
        resolutionWindow = environment.settings().resolutionWindow();
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
            var unused = record(
                    new CommandSettled(open.device(), open.commandId(), open.idempotencyKey(), result), open.epoch());
            rememberUnresolved(open);
            if (open.idempotencyKey() != null) {
                Named named = new Named(open.command(), CompletableFuture.completedFuture(result));
                byKey.put(new Key(open.device(), open.idempotencyKey()), named);
            }
        }
        history.unresolved(clock.instant().minus(resolutionWindow)).forEach(this::rememberUnresolved);
    }

    private void rememberUnresolved(RecordedCommand recorded) {
        DeviceCommand<?> command = recorded.command();
        if (command != null && command.safety() == Safety.ONCE) {
            unresolved.issued(command);
            unresolved.add(new Unresolved(
                    recorded.commandId(),
                    command,
                    recorded.bankBefore(),
                    isLastOfItsLane(command) ? recorded.vendedBefore() : null,
                    ticker.getAsLong()));
        }
    }

    /** What this run has not seen: whether another sale, or a restock, came after that one. */
    private boolean isLastOfItsLane(DeviceCommand<?> command) {
        return command instanceof VendItem sale
                && registry.find(sale.device())
                        .map(device -> device.lanes().get(sale.lane()))
                        .filter(lane -> sale.order().equals(lane.lastOrder()))
                        .isPresent();
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

    /** A new pending command; or, for a key that was used before, the outcome that it names. */
    Opened open(DeviceCommand<?> command, CommandOptions options) {
        PendingCommand fresh = new PendingCommand(nextId(), command, options, ticker.getAsLong(), false);
        Opened opened = named(fresh, command, options);
        if (opened.fresh() != null) {
            String other = orders.take(fresh);
            if (other != null) {
                return orderUsed(fresh, other);
            }
            underWay.add(fresh);
            var unused = fresh.result().whenComplete((result, error) -> underWay.remove(fresh));
        }
        return opened;
    }

    private Opened orderUsed(PendingCommand fresh, String other) {
        String key = fresh.key();
        if (key != null) {
            byKey.remove(new Key(fresh.command().device(), key));
        }
        fresh.result()
                .complete(new NotSent<>(
                        fresh.id(),
                        0,
                        NotSentReason.INVALID,
                        "the order number was used before, by command " + other
                                + "; see what became of that, and use a new number for a new sale"));
        return new Opened(null, fresh.result());
    }

    private Opened named(PendingCommand fresh, DeviceCommand<?> command, CommandOptions options) {
        String key = options.idempotencyKey();
        if (key == null) {
            return new Opened(fresh, null);
        }
        Key name = new Key(command.device(), key);
        Named mine = new Named(command, fresh.result());
        Named running = byKey.putIfAbsent(name, mine);
        if (running != null) {
            return new Opened(null, running.outcomeFor(command, fresh.id(), key));
        }
        RecordedCommand recorded = history.byKey(command.device(), key).orElse(null);
        if (recorded == null || recorded.result() == null) {
            return new Opened(fresh, null);
        }
        byKey.remove(name, mine);
        Named before = new Named(recorded.command(), CompletableFuture.completedFuture(recorded.result()));
        return new Opened(null, before.outcomeFor(command, fresh.id(), key));
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
        unresolved.issued(pending.command());
        CommandIssued event = new CommandIssued(
                pending.command().device(),
                pending.id(),
                pending.key(),
                withoutSecrets(pending.command()),
                clock.instant().plus(timeLeft),
                pending.bankBefore(),
                vendedBefore);
        return journal.append(Draft.observed(epoch, event).forgetting(forgets));
    }

    void done(PendingCommand pending, long epoch, DeviceReply reply) {
        settle(pending, epoch, new Done<>(pending.id(), epoch, reply));
    }

    void refused(PendingCommand pending, long epoch, String reason) {
        settle(pending, epoch, new Refused<>(pending.id(), epoch, reason));
    }

    void notSent(PendingCommand pending, long epoch, NotSentReason reason, String detail) {
        settle(pending, epoch, new NotSent<>(pending.id(), epoch, reason, detail));
    }

    void unknown(PendingCommand pending, long epoch, UnknownReason reason, String detail) {
        if (pending.command().safety() == Safety.ONCE && !pending.result().isDone()) {
            unresolved.add(new Unresolved(
                    pending.id(), pending.command(), pending.bankBefore(), pending.vendedBefore(), ticker.getAsLong()));
        }
        settle(pending, epoch, new Unknown<>(pending.id(), epoch, reason, detail));
    }

    /** The caller is told when the outcome is durable; when it cannot be made so, at once, and it is journalled later. */
    private void settle(PendingCommand pending, long epoch, CommandResult<?> result) {
        if (pending.isInternal() || (!pending.isIssued() && pending.key() == null)) {
            pending.result().complete(result);
            return;
        }
        DeviceId device = pending.command().device();
        var unused = record(new CommandSettled(device, pending.id(), pending.key(), result), epoch)
                .whenComplete((ok, error) -> {
                    pending.result().complete(result);
                    forgetKeyLater(pending);
                });
    }

    private CompletableFuture<?> record(CommandSettled event, long epoch) {
        Draft draft = Draft.observed(epoch, event);
        return journal.append(draft).whenComplete((ok, error) -> {
            if (error != null) {
                LOG.warn(
                        "the end of command {} could not be journalled and is kept for later",
                        event.commandId(),
                        error);
                unsaid.add(draft);
            }
        });
    }

    /** What a device answered to a query may tell what became of commands that ended unknown before it was asked. */
    void examine(DeviceReply reply, long epoch, long askedAt) {
        DeviceId device = reply.device();
        for (Unresolved command : unresolved.of(device)) {
            if (command.since() - askedAt > 0) {
                continue;
            }
            Resolution.of(command, reply).ifPresent(found -> {
                if (unresolved.remove(device, command.commandId())) {
                    say(epoch, new CommandResolved(device, command.commandId(), found.happened(), found.evidence()));
                }
            });
        }
    }

    /** A device reported something that may spoil evidence. */
    void heard(DeviceEvent event) {
        unresolved.heard(event);
    }

    /** An answer came that nobody waits for; what it says happened all the same. */
    void late(
            DeviceId device,
            @Nullable String commandId,
            long epoch,
            @Nullable DeviceReply reply,
            @Nullable String refusal,
            @Nullable DeviceReply said) {
        String known = commandId == null ? unresolved.answeredBy(device, said) : commandId;
        if (known != null) {
            unresolved.remove(device, known);
        }
        say(epoch, new LateReply(device, known, reply, refusal));
    }

    private void say(long epoch, CommandEvent event) {
        Draft draft = Draft.observed(epoch, event);
        var unused = journal.append(draft).whenComplete((ok, error) -> {
            if (error != null) {
                unsaid.add(draft);
            }
        });
    }

    /** Journals what could not be journalled before, and forgets what is over. */
    void sweep() {
        for (Draft draft = unsaid.poll(); draft != null; draft = unsaid.poll()) {
            Draft again = draft;
            if (journal.append(again)
                    .whenComplete((ok, error) -> {
                        if (error != null) {
                            unsaid.add(again);
                        }
                    })
                    .isCompletedExceptionally()) {
                break;
            }
        }
        long now = ticker.getAsLong();
        for (Recent key = recentKeys.peek(); key != null && key.until() - now < 0; key = recentKeys.peek()) {
            recentKeys.remove(key);
            byKey.remove(key.key());
        }
        orders.sweep();
        unresolved.sweep(now - resolutionWindow.toNanos());
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
        return unresolved.count();
    }

    /** The history knows a settled key soon; until then it is kept here. */
    private void forgetKeyLater(PendingCommand pending) {
        String key = pending.key();
        if (key != null) {
            recentKeys.add(
                    new Recent(new Key(pending.command().device(), key), ticker.getAsLong() + Recent.KEPT.toNanos()));
        }
    }

    private static DeviceCommand<?> withoutSecrets(DeviceCommand<?> command) {
        return command instanceof UpgradeSoftware upgrade ? upgrade.withoutPassword() : command;
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

    /**
     * What opening a command gave: a new one to send, or the outcome that its key names already.
     *
     * @param fresh null when the key was used before
     * @param running null when it was not
     */
    record Opened(@Nullable PendingCommand fresh, @Nullable CompletableFuture<CommandResult<?>> running) {}

    private record Key(DeviceId device, String key) {}

    /** What a key names: a command, null when it is not known any more, and its outcome. */
    private record Named(@Nullable DeviceCommand<?> command, CompletableFuture<CommandResult<?>> outcome) {
        CompletableFuture<CommandResult<?>> outcomeFor(DeviceCommand<?> asked, String id, String key) {
            return command == null || withoutSecrets(command).equals(withoutSecrets(asked))
                    ? outcome
                    : CompletableFuture.completedFuture(new NotSent<>(
                            id,
                            0,
                            NotSentReason.INVALID,
                            "idempotency key '" + key + "' names another command, " + command + "; use a new key"));
        }
    }

    private record Recent(Key key, long until) {
        private static final Duration KEPT = Duration.ofMinutes(10);
    }
}
