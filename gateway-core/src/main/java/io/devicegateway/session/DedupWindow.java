package io.devicegateway.session;

import io.devicegateway.api.DeviceId;
import io.devicegateway.journal.EventJournal.AnswerMemory;
import io.devicegateway.journal.EventJournal.Memory;
import io.devicegateway.protocol.Effect.DedupKey;
import io.devicegateway.protocol.Effect.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which reports were answered, and how, so that a report that comes again gets the same answer and is published once. It is
 * filled from the journal at start, and bounded by one report a scope, by a number of scopes a device, and by the reports'
 * own windows.
 */
final class DedupWindow {
    /** No report is remembered for longer: it bounds what a start has to read. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** Of one device; the oldest that is settled is forgotten for another. */
    static final int MOST_SCOPES = 4096;

    /** The memos of each device, oldest first. Looked into within {@code compute} only. */
    private final Map<DeviceId, Map<String, Memo>> devices = new ConcurrentHashMap<>();

    private final LongSupplier ticker;

    DedupWindow(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /**
     * The memo of a report: a new one that is the caller's to settle, or that of the same report before.
     *
     * @param owner who asks, see {@link Memo#isOf}
     */
    Claim claim(DeviceId device, DedupKey key, Object owner) {
        long now = ticker.getAsLong();
        Claim[] claim = new Claim[1];
        devices.compute(device, (id, scopes) -> {
            Map<String, Memo> memos = scopes == null ? new LinkedHashMap<>(4) : scopes;
            Memo known = memos.get(key.scope());
            if (known != null && known.content.equals(key.content()) && !known.isOver(now)) {
                claim[0] = new Claim(known, false);
            } else {
                Memo fresh = new Memo(key.content(), owner);
                put(memos, key.scope(), fresh);
                claim[0] = new Claim(fresh, true);
            }
            return memos;
        });
        return claim[0];
    }

    private static void put(Map<String, Memo> memos, String scope, Memo memo) {
        memos.remove(scope);
        if (memos.size() >= MOST_SCOPES) {
            Iterator<Memo> oldest = memos.values().iterator();
            while (oldest.hasNext()) {
                if (oldest.next().isSettled()) {
                    oldest.remove();
                    break;
                }
            }
        }
        memos.put(scope, memo);
    }

    /**
     * The report was answered; from now on the answers are repeated within the window.
     *
     * @param sighting what was published because of it; null when nothing was
     */
    void settle(DedupKey key, Memo memo, List<byte[]> answers, @Nullable Sighting sighting) {
        memo.settle(
                answers, sighting, ticker.getAsLong() + shorter(key.window()).toNanos());
    }

    /** The scope's report counts as new when it comes again. Answers whether one was remembered. */
    boolean drop(DeviceId device, String scope) {
        boolean[] dropped = new boolean[1];
        devices.computeIfPresent(device, (id, scopes) -> {
            dropped[0] = scopes.remove(scope) != null;
            return scopes.isEmpty() ? null : scopes;
        });
        return dropped[0];
    }

    /** The report was not dealt with: it counts as new when it comes again. */
    void drop(DeviceId device, Memo memo) {
        devices.computeIfPresent(device, (id, scopes) -> {
            scopes.values().remove(memo);
            return scopes.isEmpty() ? null : scopes;
        });
    }

    /** Takes in what the journal remembers. Called in journal order, before any session. */
    void restore(Memory remembered, long wallMillis) {
        DeviceId device = remembered.device();
        for (String scope : remembered.forgets()) {
            drop(device, scope);
        }
        AnswerMemory memory = remembered.memory();
        if (memory == null) {
            return;
        }
        long ageMillis = Math.max(0, wallMillis - remembered.receivedAt().toEpochMilli());
        long leftMillis = shorter(memory.window()).toMillis() - ageMillis;
        if (leftMillis > 0) {
            Memo memo = new Memo(memory.content(), null);
            memo.settle(
                    memory.answers(),
                    new Sighting(remembered.id(), remembered.receivedAt()),
                    ticker.getAsLong() + Duration.ofMillis(leftMillis).toNanos());
            devices.compute(device, (id, scopes) -> {
                Map<String, Memo> memos = scopes == null ? new LinkedHashMap<>(4) : scopes;
                put(memos, memory.scope(), memo);
                return memos;
            });
        }
    }

    /** Lets go of what is over. */
    void sweep() {
        long now = ticker.getAsLong();
        for (DeviceId device : devices.keySet()) {
            devices.computeIfPresent(device, (id, scopes) -> {
                scopes.values().removeIf(memo -> memo.isOver(now));
                return scopes.isEmpty() ? null : scopes;
            });
        }
    }

    int size() {
        return devices.values().stream().mapToInt(Map::size).sum();
    }

    private static Duration shorter(Duration window) {
        return window.compareTo(LONGEST) > 0 ? LONGEST : window;
    }

    /**
     * Whose turn it is to deal with a report.
     *
     * @param mine whether the caller is the first and has to settle or drop the memo
     */
    record Claim(Memo memo, boolean mine) {}

    /** One report and its answers, which may still be under way. */
    static final class Memo {
        private final String content;
        private @Nullable Object owner;
        private long over = Long.MAX_VALUE;
        private @Nullable List<byte[]> answers;
        private @Nullable Sighting sighting;
        private @Nullable List<Waiter> waiters;
        private boolean failed;
        private boolean refused;

        private Memo(String content, @Nullable Object owner) {
            this.content = content;
            this.owner = owner;
        }

        /** Whether the first report is under way with that owner. */
        synchronized boolean isOf(Object someone) {
            return someone.equals(owner);
        }

        /** What the first report was answered with; null when it came to nothing, or is under way. */
        synchronized @Nullable List<byte[]> answers() {
            return answers;
        }

        /** Tells the waiter the answers, now or when they are durable; null when the first report came to nothing. */
        void whenAnswered(Waiter waiter) {
            List<byte[]> known;
            synchronized (this) {
                known = answers;
                if (known == null && !failed) {
                    if (waiters == null) {
                        waiters = new ArrayList<>(2);
                    }
                    waiters.add(waiter);
                    return;
                }
            }
            waiter.answered(known);
        }

        /** What was published because of the first report; null when nothing was, or when it is not known yet. */
        synchronized @Nullable Sighting sighting() {
            return sighting;
        }

        /** Whether the first report is over and done with. */
        synchronized boolean isSettled() {
            return answers != null || failed;
        }

        /**
         * The first report came to nothing.
         *
         * @param refused whether because the journal did not take it
         */
        void fail(boolean refused) {
            List<Waiter> told;
            synchronized (this) {
                this.refused = refused;
                told = end(null, null, 0);
            }
            told.forEach(waiter -> waiter.answered(null));
        }

        /** Whether the journal did not take the first report. */
        synchronized boolean isRefused() {
            return refused;
        }

        private void settle(List<byte[]> frames, @Nullable Sighting published, long until) {
            for (Waiter waiter : end(frames, published, until)) {
                waiter.answered(frames);
            }
        }

        private synchronized List<Waiter> end(@Nullable List<byte[]> frames, @Nullable Sighting published, long until) {
            answers = frames;
            sighting = published;
            failed = frames == null;
            over = until;
            owner = null;
            List<Waiter> told = waiters == null ? List.of() : waiters;
            waiters = null;
            return told;
        }

        private synchronized boolean isOver(long now) {
            return over != Long.MAX_VALUE && now - over >= 0;
        }
    }

    /** Waits for the answers to the first report. */
    @FunctionalInterface
    interface Waiter {
        void answered(@Nullable List<byte[]> answers);
    }
}
