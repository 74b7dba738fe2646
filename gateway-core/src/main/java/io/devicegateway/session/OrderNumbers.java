package io.devicegateway.session;

import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.VendItem;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Order numbers, of which a device gets each once. A number is taken with the command and free again only when not a byte of
 * that left; it stays here until the history has it. Who sends it again is told what became of the first. Safe for all threads.
 */
final class OrderNumbers {
    private final CommandHistory history;
    private final Evidence evidence;
    private final Map<Key, Holder> taken = new ConcurrentHashMap<>();

    OrderNumbers(CommandHistory history, Evidence evidence) {
        this.history = history;
        this.evidence = evidence;
    }

    /** Whether a command has an order number. */
    static boolean hasOne(DeviceCommand<?> command) {
        return command instanceof VendItem;
    }

    /** Takes the number of a command. Answers null when it took it, or there is none; otherwise what becomes of the order. */
    @Nullable
    CompletableFuture<CommandResult<?>> take(PendingCommand pending) {
        Key key = keyOf(pending.command());
        if (key == null) {
            return null;
        }
        Holder holder = taken.compute(key, (name, before) -> {
            if (before == null) {
                return new Holder(pending, false);
            }
            return before.wasNotSent() ? new Holder(pending, true) : before;
        });
        PendingCommand first = holder.command();
        if (first == pending) {
            return null;
        }
        return isSameSale(first.command(), pending.command())
                ? first.result()
                : CompletableFuture.completedFuture(another(pending, first.id()));
    }

    /**
     * What became of the order of a command, when its number was sent at a time that is not remembered here; null when it was
     * never sent.
     *
     * @throws io.devicegateway.store.StoreException if that cannot be found out now
     */
    @Nullable
    CommandResult<?> before(PendingCommand pending) {
        Key key = keyOf(pending.command());
        if (key == null) {
            return null;
        }
        Holder holder = taken.get(key);
        if (holder != null && holder.command() == pending && holder.isKnownFree()) {
            return null; // what is remembered here is newer than the history
        }
        String first = history.byOrder(key.device(), key.order()).orElse(null);
        if (first == null) {
            return null;
        }
        return history.byId(first)
                .filter(recorded -> isSameSale(recorded.command(), pending.command()))
                .<CommandResult<?>>map(UsedKeys::resultOf)
                .orElseGet(() -> another(pending, first));
    }

    private static boolean isSameSale(@Nullable DeviceCommand<?> first, DeviceCommand<?> again) {
        return again.equals(first);
    }

    /** Never "not sent": that would have the customer refunded, and the order may have been carried out. */
    private static CommandResult<?> another(PendingCommand pending, String first) {
        return new Unknown<>(
                pending.id(),
                0,
                UnknownReason.USED_BEFORE,
                "the order number was used before, by command " + first
                        + "; nothing was sent now; see what became of that, and use a new number for a new sale");
    }

    /** Not a byte left of the command that took it. */
    void free(PendingCommand pending) {
        Key key = keyOf(pending.command());
        if (key != null) {
            taken.computeIfPresent(key, (name, holder) -> holder.command() == pending ? null : holder);
        }
    }

    /** The end of a command is in the journal. */
    void settled(PendingCommand pending, long offset) {
        if (hasOne(pending.command())) {
            evidence.forgetAfter(offset, () -> free(pending));
        }
    }

    private static @Nullable Key keyOf(DeviceCommand<?> command) {
        return command instanceof VendItem sale ? new Key(sale.device(), sale.order()) : null;
    }

    private record Key(DeviceId device, String order) {}

    /**
     * Who has a number.
     *
     * @param isKnownFree whether the command that had it before was not sent
     */
    private record Holder(PendingCommand command, boolean isKnownFree) {
        boolean wasNotSent() {
            CompletableFuture<CommandResult<?>> result = command.result();
            return result.isDone() && result.getNow(null) instanceof CommandResult.NotSent<?>;
        }
    }
}
