package io.devicegateway.session;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Safety;
import io.devicegateway.api.WhenOffline;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.registry.Registry;
import io.devicegateway.registry.Registry.RegisteredDevice;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of a command to the connection of its device; while there is none, it waits, if it may, or ends. Safe for all threads. */
final class CommandRouting {
    private static final Logger LOG = LoggerFactory.getLogger(CommandRouting.class);
    private static final Duration LOOK_UP_AGAIN = Duration.ofMillis(250);
    private static final Duration LOOK_UP_WITHIN = Duration.ofSeconds(20);
    private static final Duration ASK_AFTER = Duration.ofSeconds(3);
    private static final String STOPS = "the gateway is stopping";

    private final CommandLedger ledger;
    private final Registry registry;
    private final Timers timers;
    private final LongSupplier ticker;
    private final Executor callers;
    private final Live live;
    private final WaitingCommands waiting;
    private final Map<String, Set<Class<? extends DeviceCommand<?>>>> known = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    CommandRouting(SessionEnvironment environment, CommandLedger ledger, Live live) {
        this.ledger = ledger;
        this.live = live;
        registry = environment.registry();
        timers = environment.timers();
        ticker = environment.ticker();
        callers = environment.callers();
        waiting = new WaitingCommands(ledger, timers, ticker);
        environment
                .metrics()
                .gauge(
                        "gateway_commands_unresolved",
                        "Commands of unknown outcome that wait for evidence",
                        ledger::unresolvedCount);
        environment
                .metrics()
                .gauge("gateway_commands_waiting", "Commands that wait for their device to come back", waiting::count);
    }

    /** Which connection speaks for a device. */
    interface Live {
        /** The live session; null when the device is not connected. */
        @Nullable
        DeviceSession<?> of(DeviceId device);

        /** Looks at the live session, null for none, in one step with who that is. What it does may not change who it is. */
        void inStep(DeviceId device, Consumer<@Nullable DeviceSession<?>> look);
    }

    /** A protocol is spoken here. */
    void speaks(Protocol<?> protocol) {
        known.put(protocol.name(), Set.copyOf(protocol.commands()));
    }

    /** The commands that the protocol of this name has words for; empty when it is not spoken here. */
    Set<Class<? extends DeviceCommand<?>>> commands(String protocol) {
        return known.getOrDefault(protocol, Set.of());
    }

    /** Sends a command; see {@link io.devicegateway.api.Gateway#send}. Waits for the database when it has to look up a key. */
    <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(DeviceCommand<R> command, CommandOptions options) {
        PendingCommand fresh = ledger.fresh(command, options);
        CompletableFuture<CommandResult<?>> named = ledger.take(fresh);
        if (named != null) {
            return forCaller(named);
        }
        if (CommandLedger.needsLookUp(fresh)) {
            lookUp(fresh);
        } else {
            goOn(fresh);
        }
        return forCaller(fresh.result());
    }

    /** What hangs on an outcome is the caller's code, so it runs where that may take its time. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private <R extends DeviceReply> CompletableFuture<CommandResult<R>> forCaller(
            CompletableFuture<CommandResult<?>> outcome) {
        if (outcome.isDone()) {
            return ((CompletableFuture) outcome).copy();
        }
        CompletableFuture<CommandResult<?>> told = new CompletableFuture<>();
        var unused = outcome.whenComplete((result, error) -> callers.execute(() -> told.complete(result)));
        return (CompletableFuture) told;
    }

    private void lookUp(PendingCommand fresh) {
        try {
            if (!ledger.wasUsedBefore(fresh)) {
                goOn(fresh);
            }
        } catch (RuntimeException e) {
            long passed = ticker.getAsLong() - fresh.acceptedAt();
            Duration patience = Objects.requireNonNullElse(fresh.options().deadline(), LOOK_UP_WITHIN);
            if (passed < patience.toNanos() && !stopping) {
                LOG.warn("whether {} was sent before cannot be looked up; it is tried again", fresh.command(), e);
                timers.after(LOOK_UP_AGAIN, () -> callers.execute(() -> lookUp(fresh)));
            } else {
                ledger.unknown(
                        fresh,
                        0,
                        UnknownReason.USED_BEFORE,
                        "nothing was sent now, and whether it was sent before could not be looked up: "
                                + e.getMessage());
            }
        }
    }

    private void goOn(PendingCommand fresh) {
        Optional<Obstacle> obstacle = obstacle(fresh.command(), fresh.options());
        if (obstacle.isPresent()) {
            Obstacle why = obstacle.get();
            ledger.notSent(fresh, 0, why.reason(), why.detail());
        } else {
            hand(fresh);
        }
    }

    /** Its device is offline: it waits, if it may, or ends. Not called inside a change of who is live. */
    void offline(PendingCommand pending, String detail) {
        if (!pending.mayWait()) {
            ledger.notSent(pending, 0, NotSentReason.OFFLINE, detail);
            return;
        }
        boolean[] here = new boolean[1];
        boolean[] added = new boolean[1];
        String[] full = new String[1];
        // In one step with who is live, so that a device that comes back now finds it.
        live.inStep(pending.command().device(), session -> {
            here[0] = session != null
                    && !session.isEnded()
                    && session.link().isOpen()
                    && !isTooSilentFor(pending.command(), session);
            if (!here[0] && !stopping) {
                full[0] = waiting.add(pending);
                added[0] = full[0] == null;
            }
        });
        if (here[0]) {
            hand(pending);
        } else if (full[0] != null) {
            ledger.notSent(pending, 0, NotSentReason.BUSY, full[0]);
        } else if (!added[0]) {
            ledger.notSent(pending, 0, NotSentReason.STOPPING, STOPS);
        } else if (stopping) {
            refuseWaiting();
        }
    }

    /** A device is back, or is heard again: what waits for it goes to it. */
    void release(DeviceId device) {
        if (waiting.count() > 0) {
            waiting.take(device).forEach(this::hand);
        }
    }

    /**
     * A device can get commands again: it gets what waits for it. Somewhat later it is asked what became of what is still not known
     * then: many tell of their own accord, or are asked by their protocol, after the login.
     */
    void isBack(DeviceId device) {
        if (!ledger.unresolvedOf(device).isEmpty()) {
            timers.after(ASK_AFTER, () -> {
                DeviceSession<?> session = live.of(device);
                if (session != null) {
                    session.lane().onLink(session.lane()::findOutAll);
                }
            });
        }
        release(device);
    }

    /** A device was disconnected for a reason of our own: what waits for it ends. */
    void refuse(DeviceId device, Presence.Reason reason, String detail) {
        NotSentReason why = reason == Presence.Reason.DISABLED ? NotSentReason.DISABLED : NotSentReason.OFFLINE;
        waiting.take(device).forEach(pending -> ledger.notSent(pending, 0, why, detail));
    }

    /** From now on commands are refused as not sent, and so are those that wait for their device. */
    void refuseAll() {
        stopping = true;
        refuseWaiting();
    }

    private void refuseWaiting() {
        waiting.takeAll().forEach(pending -> ledger.notSent(pending, 0, NotSentReason.STOPPING, STOPS));
    }

    /** Waits until every command under way has its result, or the time is over. */
    void drain(Duration atMost) throws InterruptedException {
        ledger.awaitSettled(atMost);
    }

    /** Takes up what the last run left. Called once, before any session. */
    void recover() {
        ledger.recover();
    }

    /** Says what could not be said before, and forgets what is over. */
    void sweep() {
        ledger.sweep();
    }

    private void hand(PendingCommand pending) {
        DeviceSession<?> session = live.of(pending.command().device());
        if (session == null) {
            offline(pending, "the device is not connected");
            return;
        }
        if (isTooSilentFor(pending.command(), session)) {
            offline(pending, "the device has been silent for longer than expected; only queries are sent to it");
            return;
        }
        if (!session.link().isOpen()) {
            offline(pending, "nothing can be written to " + session.link().remote() + " now");
            return;
        }
        try {
            session.link().executor().execute(() -> session.lane().submit(pending));
        } catch (RejectedExecutionException e) {
            ledger.notSent(pending, session.epoch(), NotSentReason.STOPPING, STOPS);
        }
    }

    private Optional<Obstacle> obstacle(DeviceCommand<?> command, CommandOptions options) {
        if (stopping) {
            return Optional.of(new Obstacle(NotSentReason.STOPPING, STOPS));
        }
        if (command.safety() == Safety.ONCE && options.whenOffline() == WhenOffline.WAIT) {
            return Optional.of(new Obstacle(
                    NotSentReason.INVALID,
                    "a command with a physical effect does not wait for its device, or the device would act with nobody there;"
                            + " send it without waiting, or with WAIT_AND_ACT_WITH_NOBODY_THERE"));
        }
        if (command.safety() == Safety.ONCE || options.idempotencyKey() != null) {
            Optional<String> why = ledger.obstacle();
            if (why.isPresent()) {
                return Optional.of(new Obstacle(NotSentReason.JOURNAL_UNAVAILABLE, why.get()));
            }
        }
        Optional<RegisteredDevice> device = registry.find(command.device());
        if (device.isEmpty()) {
            return Optional.of(new Obstacle(NotSentReason.OFFLINE, "the device is not registered"));
        }
        if (!device.get().enabled()) {
            return Optional.of(new Obstacle(
                    NotSentReason.DISABLED, String.valueOf(device.get().disabledReason())));
        }
        return Optional.empty();
    }

    private boolean isTooSilentFor(DeviceCommand<?> command, DeviceSession<?> session) {
        return command.safety() == Safety.ONCE && session.pulse().isSilent(ticker.getAsLong());
    }

    private record Obstacle(NotSentReason reason, String detail) {}
}
