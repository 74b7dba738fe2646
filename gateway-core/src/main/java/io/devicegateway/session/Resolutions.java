package io.devicegateway.session;

import io.devicegateway.api.BankId;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Safety;
import io.devicegateway.api.VendItem;
import io.devicegateway.registry.Registry;
import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.session.CommandHistory.RecordedCommand;
import io.devicegateway.session.UnresolvedCommands.Unresolved;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Finds out what became of commands of unknown outcome, by what devices say later. Safe for all threads. */
final class Resolutions {
    private final Registry registry;
    private final LongSupplier ticker;
    private final Duration window;
    private final Settling settling;
    private final UnresolvedCommands unresolved = new UnresolvedCommands();
    private final Map<BankId, PendingCommand> releasing = new ConcurrentHashMap<>();

    /** @param window how long a command waits for evidence */
    Resolutions(Registry registry, LongSupplier ticker, Duration window, Settling settling) {
        this.registry = registry;
        this.ticker = ticker;
        this.window = window;
        this.settling = settling;
    }

    /** A command of an earlier run has an unknown outcome. */
    void takeUp(RecordedCommand recorded) {
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

    /** A command is about to be issued. */
    void issued(DeviceCommand<?> command) {
        unresolved.issued(command);
    }

    /** The first byte of a command is about to leave. */
    void written(PendingCommand pending) {
        BankId bank = pending.bankBefore();
        if (bank != null && pending.command().safety() == Safety.ONCE) {
            releasing.put(bank, pending);
        }
    }

    /** A command has its outcome. */
    void ended(PendingCommand pending) {
        BankId bank = pending.bankBefore();
        if (bank != null) {
            releasing.remove(bank, pending);
        }
    }

    /** A command that was issued ends in an unknown outcome. */
    void unknown(PendingCommand pending) {
        if (pending.isIssued() && pending.command().safety() == Safety.ONCE) {
            unresolved.add(new Unresolved(
                    pending.id(), pending.command(), pending.bankBefore(), pending.vendedBefore(), ticker.getAsLong()));
        }
    }

    /** What a device answered to a query may tell what became of commands that ended unknown before it was asked. */
    void examine(DeviceReply reply, long epoch, long askedAt) {
        for (Unresolved command : unresolved.of(reply.device())) {
            if (command.since() - askedAt <= 0) {
                Resolution.of(command, reply).ifPresent(found -> resolve(command, epoch, found));
            }
        }
    }

    private void resolve(Unresolved command, long epoch, Resolution found) {
        DeviceId device = command.command().device();
        if (unresolved.remove(device, command.commandId())) {
            settling.say(epoch, new CommandResolved(device, command.commandId(), found.happened(), found.evidence()));
        }
    }

    /** A device reported something that may spoil evidence. */
    void heard(DeviceEvent event) {
        unresolved.heard(event);
    }

    /** The command that waits for its reply while an event shows that it released this bank; null for none. */
    @Nullable
    PendingCommand provedBy(BankId bank, DeviceEvent event) {
        PendingCommand running = releasing.get(bank);
        return running == null
                        || running.isEnded()
                        || Resolution.byEvent(running.command(), event).isEmpty()
                ? null
                : running;
    }

    /** An event shows this bank: what it proves of commands that ended unknown is said. */
    void shown(BankId bank, DeviceEvent event) {
        for (Unresolved command : unresolved.releasesOf(bank)) {
            Resolution.byEvent(command.command(), event)
                    .ifPresent(
                            found -> resolve(command, epochOf(command.command().device()), found));
        }
    }

    long epochOf(DeviceId device) {
        return registry.find(device).map(RegisteredDevice::epoch).orElse(0L);
    }

    /** Whether a bank may have left its slot by a command of which nobody knows the outcome. */
    boolean mayBeOut(BankId bank) {
        return releasing.containsKey(bank) || !unresolved.releasesOf(bank).isEmpty();
    }

    /** The commands on a device of which nobody knows the outcome. */
    List<DeviceCommand<?>> of(DeviceId device) {
        return unresolved.of(device).stream()
                .<DeviceCommand<?>>map(Unresolved::command)
                .toList();
    }

    /** An answer came that nobody waits for; what it says happened all the same. */
    void late(
            DeviceId device,
            @Nullable String commandId,
            long epoch,
            @Nullable DeviceReply reply,
            @Nullable String refusal,
            @Nullable DeviceReply said) {
        String known = Optional.ofNullable(commandId).orElseGet(() -> unresolved.answeredBy(device, said));
        if (known != null) {
            unresolved.remove(device, known);
        }
        settling.say(epoch, new LateReply(device, known, reply, refusal));
    }

    /** Forgets what has waited for long enough. */
    void sweep() {
        unresolved.sweep(ticker.getAsLong() - window.toNanos());
    }

    int count() {
        return unresolved.count();
    }
}
