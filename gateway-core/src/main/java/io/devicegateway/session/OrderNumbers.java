package io.devicegateway.session;

import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.VendItem;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Order numbers, of which a device gets each once. A number is taken with the command and free again only when not a byte of
 * that left. Safe for all threads.
 */
final class OrderNumbers {
    /** The history knows a settled command soon; until then it is kept here. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final CommandHistory history;
    private final LongSupplier ticker;
    private final Map<Key, String> taken = new ConcurrentHashMap<>();
    private final Queue<Recent> recent = new ConcurrentLinkedQueue<>();

    OrderNumbers(CommandHistory history, LongSupplier ticker) {
        this.history = history;
        this.ticker = ticker;
    }

    /** Takes the number of a command. Answers the id of the command that has it; null when it was free, or there is none. */
    @Nullable
    String take(PendingCommand pending) {
        Key key = keyOf(pending.command());
        if (key == null) {
            return null;
        }
        String other = taken.putIfAbsent(key, pending.id());
        if (other != null) {
            return other;
        }
        String before = history.byOrder(key.device(), key.order()).orElse(null);
        if (before != null) {
            taken.remove(key, pending.id());
            return before;
        }
        var unused = pending.result().whenComplete((result, error) -> {
            if (result instanceof CommandResult.NotSent<?>) {
                taken.remove(key, pending.id());
            } else {
                recent.add(new Recent(key, ticker.getAsLong() + KEPT.toNanos()));
            }
        });
        return null;
    }

    private static @Nullable Key keyOf(DeviceCommand<?> command) {
        return command instanceof VendItem sale ? new Key(sale.device(), sale.order()) : null;
    }

    void sweep() {
        long now = ticker.getAsLong();
        for (Recent each = recent.peek(); each != null && each.until() - now < 0; each = recent.peek()) {
            recent.remove(each);
            taken.remove(each.key());
        }
    }

    private record Key(DeviceId device, String order) {}

    private record Recent(Key key, long until) {}
}
