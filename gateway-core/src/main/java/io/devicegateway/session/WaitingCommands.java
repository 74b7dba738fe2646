package io.devicegateway.session;

import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Commands whose device is offline and that may wait for it, each until its deadline. In memory only: nothing was sent of them,
 * so nothing has to be remembered. Safe for all threads.
 */
final class WaitingCommands {
    private static final int MOST = 10_000;
    private static final int MOST_FOR_ONE = 16;

    private final CommandLedger ledger;
    private final Timers timers;
    private final LongSupplier ticker;
    private final Map<DeviceId, List<Entry>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    WaitingCommands(CommandLedger ledger, Timers timers, LongSupplier ticker) {
        this.ledger = ledger;
        this.timers = timers;
        this.ticker = ticker;
    }

    int count() {
        return count.get();
    }

    /** Takes one in; answers why it cannot, null when it could. Its result is not touched. */
    @Nullable
    String add(PendingCommand pending) {
        if (count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            return MOST + " commands wait for devices that are offline";
        }
        DeviceId device = pending.command().device();
        Entry entry = new Entry(pending);
        List<Entry> all = waiting.merge(device, List.of(entry), WaitingCommands::joined);
        if (!all.contains(entry)) {
            count.decrementAndGet();
            return MOST_FOR_ONE + " commands wait for this device to come back";
        }
        entry.timer = timers.after(left(pending), () -> expire(entry));
        return null;
    }

    private static List<Entry> joined(List<Entry> known, List<Entry> more) {
        if (known.size() >= MOST_FOR_ONE) {
            return known;
        }
        List<Entry> all = new ArrayList<>(known);
        all.addAll(more);
        return List.copyOf(all);
    }

    private Duration left(PendingCommand pending) {
        Duration deadline = pending.options().deadline();
        long passed = ticker.getAsLong() - pending.acceptedAt();
        return deadline == null ? Duration.ZERO : deadline.minusNanos(passed);
    }

    private void expire(Entry entry) {
        if (remove(entry)) {
            ledger.notSent(entry.pending, 0, NotSentReason.EXPIRED, "the device did not come back before the deadline");
        }
    }

    private boolean remove(Entry entry) {
        boolean[] found = new boolean[1];
        waiting.computeIfPresent(entry.pending.command().device(), (id, all) -> {
            List<Entry> left = new ArrayList<>(all);
            found[0] = left.remove(entry);
            return left.isEmpty() ? null : List.copyOf(left);
        });
        if (found[0]) {
            count.decrementAndGet();
        }
        return found[0];
    }

    /** Those that wait for a device, in the order in which they came; they wait no longer. */
    List<PendingCommand> take(DeviceId device) {
        List<Entry> all = waiting.remove(device);
        if (all == null) {
            return List.of();
        }
        count.addAndGet(-all.size());
        all.forEach(Entry::stopTimer);
        return all.stream().map(entry -> entry.pending).toList();
    }

    /** All of them; they wait no longer. */
    List<PendingCommand> takeAll() {
        return waiting.keySet().stream()
                .flatMap(device -> take(device).stream())
                .toList();
    }

    private static final class Entry {
        private final PendingCommand pending;
        private volatile Timers.@Nullable Cancellation timer;

        Entry(PendingCommand pending) {
            this.pending = pending;
        }

        void stopTimer() {
            Timers.Cancellation running = timer;
            if (running != null) {
                running.cancel();
            }
        }
    }
}
