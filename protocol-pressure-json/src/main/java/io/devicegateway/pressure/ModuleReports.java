package io.devicegateway.pressure;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The reports of a virtual module that wait for their acknowledgement. Each is sent again, byte for byte, until it has one, over
 * connections too; the next ones wait for room in the window.
 */
final class ModuleReports {
    /** The most that a module keeps; what it measures meanwhile is lost. */
    static final int MOST_WAITING = 256;

    private static final int LEDGER_CAPACITY = 1_000_000;
    private static final int REMEMBERED = 256;

    private final long retryMillis;
    private final int window;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Set<String> answered = new LinkedHashSet<>();
    private final PressureLedger ledger = new PressureLedger(LEDGER_CAPACITY);

    /**
     * @param window how many may be under way at a time
     */
    ModuleReports(long retryMillis, int window) {
        this.retryMillis = retryMillis;
        this.window = window;
    }

    PressureLedger ledger() {
        return ledger;
    }

    int waiting() {
        return waiting.size();
    }

    boolean isFull() {
        return waiting.size() >= MOST_WAITING;
    }

    /**
     * A report was made; it is due as soon as there is room.
     *
     * @param key what its acknowledgement looks like
     * @param fault what is to befall it; null for nothing
     */
    void add(long number, String cmd, @Nullable String packnum, Key key, byte[] frame, @Nullable PressureFault fault) {
        waiting.add(new Waiting(number, cmd, packnum, key, frame, fault));
    }

    /** All under way are due at once, as after a new connection. */
    void restart() {
        waiting.forEach(each -> each.dueAt = Long.MIN_VALUE);
    }

    long nextDue() {
        return waiting.stream()
                .limit(window)
                .mapToLong(each -> each.dueAt)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Sends what is due, in order. */
    void due(long nowMillis, Consumer<byte[]> send) {
        List<Waiting> underWay = waiting.stream().limit(window).toList();
        for (Waiting each : underWay) {
            if (each.dueAt <= nowMillis) {
                if (each.attempts == 0) {
                    each.firstSentAt = nowMillis;
                }
                each.attempts++;
                each.dueAt = nowMillis + retryMillis;
                send.accept(each.frame);
                if (each.fault == PressureFault.REPEAT_REPORT && each.attempts == 1) {
                    send.accept(each.frame);
                }
            }
        }
    }

    /**
     * The server acknowledged.
     *
     * @return what; null when nothing waited for it
     */
    PressureLedger.@Nullable Entry acknowledged(Key key, long nowMillis) {
        for (Waiting each : waiting) {
            if (each.attempts > 0 && each.key.equals(key)) {
                if (each.fault == PressureFault.LOSE_ACK && each.attempts == 1) {
                    answered.add(key.toString());
                    return null;
                }
                waiting.remove(each);
                remember(key);
                PressureLedger.Entry entry = new PressureLedger.Entry(
                        each.number, each.cmd, each.packnum, each.attempts, nowMillis - each.firstSentAt);
                ledger.add(entry);
                return entry;
            }
        }
        return null;
    }

    /** Whether such an acknowledgement was due before, so that it may come again. */
    boolean wasDue(Key key) {
        return answered.contains(key.toString());
    }

    private void remember(Key key) {
        if (answered.size() >= REMEMBERED) {
            answered.remove(answered.iterator().next());
        }
        answered.add(key.toString());
    }

    /**
     * What an acknowledgement looks like.
     *
     * @param cmd as {@code push_msg_ack}
     * @param packnum as it stands in JSON, with its quotes; null for none
     */
    record Key(@Nullable String cmd, @Nullable String packnum) {}

    private static final class Waiting {
        private final long number;
        private final String cmd;
        private final @Nullable String packnum;
        private final Key key;
        private final byte[] frame;
        private final @Nullable PressureFault fault;
        private long dueAt = Long.MIN_VALUE;
        private long firstSentAt;
        private int attempts;

        Waiting(
                long number,
                String cmd,
                @Nullable String packnum,
                Key key,
                byte[] frame,
                @Nullable PressureFault fault) {
            this.number = number;
            this.cmd = cmd;
            this.packnum = packnum;
            this.key = key;
            this.frame = frame;
            this.fault = fault;
        }
    }
}
