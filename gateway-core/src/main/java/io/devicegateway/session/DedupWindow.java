package io.devicegateway.session;

import io.devicegateway.api.DeviceId;
import io.devicegateway.journal.EventJournal.AnswerMemory;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.journal.EventJournal.Memory;
import io.devicegateway.protocol.Effect.DedupKey;
import io.devicegateway.protocol.Effect.Sighting;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which reports were answered, and how, so that a report that comes again gets the same answer and is published once. It is
 * filled from the journal at start, and bounded by one report a scope, by a number of scopes a device, by bytes, and by the
 * reports' own windows.
 *
 * <p>A window is counted in the time for which gateways on this journal have run: what a device could not hear while none ran, it
 * says again when one does, as it does after a time in which nothing was read; and a step of the wall clock is nothing to it. A report that its transport says it may have handed
 * over before is recognised beyond its window, too: such ones are dropped only for newer ones.
 */
final class DedupWindow {
    /** No report is remembered for longer, except for transports that hand over again: it bounds what a start has to read. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** Of one device; the oldest that is settled is forgotten for another. */
    static final int MOST_SCOPES = 4096;

    /** What one report takes besides its texts and answers, about. */
    private static final int BYTES_EACH = 384;

    private static final long LEAST_BYTES = 8L << 20;

    /** The memos of each device, oldest first. Looked into within {@code compute} only. */
    private final Map<DeviceId, Map<String, ReportMemo>> devices = new ConcurrentHashMap<>();

    /** In the order in which they were settled: beyond the bound of bytes the oldest is forgotten for another. */
    private final Queue<Settled> settled = new ConcurrentLinkedQueue<>();

    private final AtomicLong bytes = new AtomicLong();
    private final long mostBytes;
    private final LongSupplier ticker;
    private final long startedAt;
    private volatile Pause pause = new Pause(false, 0, 0);
    private volatile long livedBefore = TimeUnit.SECONDS.toNanos(1);

    /** A window that may take a sixteenth of the heap. */
    DedupWindow(LongSupplier ticker) {
        this(ticker, Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / 16));
    }

    DedupWindow(LongSupplier ticker, long mostBytes) {
        this.ticker = ticker;
        this.mostBytes = mostBytes;
        startedAt = ticker.getAsLong();
    }

    /** For how many seconds gateways on this journal have run, as far as it tells; 1 or more. */
    long lived() {
        return TimeUnit.NANOSECONDS.toSeconds(now());
    }

    /** While nothing is read, windows stand still: no device can say anything again. */
    synchronized void pause(boolean paused) {
        Pause before = pause;
        if (paused != before.isNow()) {
            long now = ticker.getAsLong();
            pause = new Pause(paused, now, paused ? before.total() : before.total() + now - before.since());
        }
    }

    private long now() {
        Pause known = pause;
        long at = known.isNow() ? known.since() : ticker.getAsLong();
        return livedBefore + at - startedAt - known.total();
    }

    /**
     * The memo of a report: a new one that is the caller's to settle, or that of the same report before; null when the owner is over,
     * so that what it says late does not take the place of what its successor said of the scope.
     *
     * @param owner who asks, see {@link ReportMemo#isOf}
     * @param redelivered whether its transport may have handed it over before: then its age does not matter
     */
    @Nullable
    Claim claim(DeviceId device, DedupKey key, Owner owner, boolean redelivered) {
        long now = now();
        Claim[] claim = new Claim[1];
        devices.compute(device, (id, scopes) -> {
            if (owner.isOver()) {
                return scopes;
            }
            Map<String, ReportMemo> memos = scopes == null ? new LinkedHashMap<>(4) : scopes;
            ReportMemo known = memos.get(key.scope());
            if (known != null && known.content().equals(key.content()) && (redelivered || !known.isOver(now))) {
                claim[0] = new Claim(known, false);
            } else {
                ReportMemo fresh = new ReportMemo(key.content(), owner);
                put(memos, key.scope(), fresh);
                claim[0] = new Claim(fresh, true);
            }
            return memos;
        });
        return claim[0];
    }

    private void put(Map<String, ReportMemo> memos, String scope, ReportMemo memo) {
        gone(memos.remove(scope));
        if (memos.size() >= MOST_SCOPES) {
            Iterator<ReportMemo> oldest = memos.values().iterator();
            while (oldest.hasNext()) {
                ReportMemo next = oldest.next();
                if (next.isSettled()) {
                    oldest.remove();
                    gone(next);
                    break;
                }
            }
        }
        memos.put(scope, memo);
    }

    private void gone(@Nullable ReportMemo memo) {
        if (memo != null) {
            bytes.addAndGet(-memo.forget());
        }
    }

    /**
     * The report was answered; from now on the answers are repeated within the window.
     *
     * @param sighting what was published because of it; null when nothing was
     * @param lasting whether it is kept beyond the window for a message that is handed over again
     */
    void settle(
            DeviceId device,
            DedupKey key,
            ReportMemo memo,
            List<byte[]> answers,
            @Nullable Sighting sighting,
            boolean lasting) {
        keep(device, key.scope(), memo, answers);
        memo.settle(answers, sighting, now() + shorter(key.window()).toNanos(), lasting);
        makeRoom();
    }

    /**
     * The report was answered, and counts as new when it comes again. The same report that came meanwhile gets the same answer: were
     * it to begin anew, it would take the place of what was said of the scope after it.
     */
    void settleAndForget(DeviceId device, ReportMemo memo, List<byte[]> answers, @Nullable Sighting sighting) {
        drop(device, memo);
        memo.settle(answers, sighting, now(), false);
    }

    /** A key is remembered with the last event, and found again by that event's device. Throws if that is another, a fault of the protocol. */
    static void requireAbout(DeviceId device, Draft last) {
        if (!last.event().device().equals(device)) {
            throw new IllegalStateException("a key of " + device + " cannot be remembered with an event of "
                    + last.event().device());
        }
    }

    /** What the journal is to remember of a report, in the time for which gateways have run. */
    AnswerMemory memory(DedupKey key, List<byte[]> answers, boolean lasting) {
        return new AnswerMemory(key.scope(), key.content(), key.window(), answers, lasting, lived());
    }

    private void keep(DeviceId device, String scope, ReportMemo memo, List<byte[]> answers) {
        long size = (long) BYTES_EACH + scope.length() + memo.content().length();
        for (byte[] answer : answers) {
            size += answer.length;
        }
        if (memo.weigh(size)) {
            bytes.addAndGet(size);
            settled.add(new Settled(device, scope, memo));
        }
    }

    /** What is remembered in all stays within its bytes. */
    private void makeRoom() {
        while (bytes.get() > mostBytes) {
            Settled oldest = settled.poll();
            if (oldest == null) {
                return;
            }
            remove(oldest);
        }
    }

    private void remove(Settled entry) {
        devices.computeIfPresent(entry.device(), (id, scopes) -> {
            if (scopes.remove(entry.scope(), entry.memo())) {
                gone(entry.memo());
            }
            return scopes.isEmpty() ? null : scopes;
        });
    }

    /** The report of that scope that is remembered or under way; null for none. */
    @Nullable
    ReportMemo find(DeviceId device, String scope) {
        ReportMemo[] found = new ReportMemo[1];
        devices.computeIfPresent(device, (id, scopes) -> {
            found[0] = scopes.get(scope);
            return scopes;
        });
        return found[0];
    }

    /** The scope's report counts as new when it comes again. Answers whether one was remembered. */
    boolean drop(DeviceId device, String scope) {
        boolean[] dropped = new boolean[1];
        devices.computeIfPresent(device, (id, scopes) -> {
            ReportMemo known = scopes.remove(scope);
            gone(known);
            dropped[0] = known != null;
            return scopes.isEmpty() ? null : scopes;
        });
        return dropped[0];
    }

    /** The report was not dealt with: it counts as new when it comes again. */
    void drop(DeviceId device, ReportMemo memo) {
        devices.computeIfPresent(device, (id, scopes) -> {
            if (scopes.values().remove(memo)) {
                gone(memo);
            }
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
        long window = shorter(memory.window()).toNanos();
        long over;
        if (memory.lived() > 0) {
            livedBefore = Math.max(livedBefore, TimeUnit.SECONDS.toNanos(memory.lived()));
            over = TimeUnit.SECONDS.toNanos(memory.lived() + 1) + window;
        } else { // an earlier version wrote it
            long age = wallMillis - remembered.receivedAt().toEpochMilli();
            over = now() + window - TimeUnit.MILLISECONDS.toNanos(Math.max(0, age));
        }
        if (!memory.lasting() && over - now() <= 0) {
            return;
        }
        ReportMemo memo = new ReportMemo(memory.content(), null);
        devices.compute(device, (id, scopes) -> {
            Map<String, ReportMemo> memos = scopes == null ? new LinkedHashMap<>(4) : scopes;
            put(memos, memory.scope(), memo);
            keep(device, memory.scope(), memo, memory.answers());
            return memos;
        });
        Sighting sighting = new Sighting(remembered.id(), remembered.receivedAt());
        memo.settle(memory.answers(), sighting, over, memory.lasting());
        makeRoom();
    }

    /** Lets go of what is over. */
    void sweep() {
        long now = now();
        for (DeviceId device : devices.keySet()) {
            devices.computeIfPresent(device, (id, scopes) -> {
                scopes.values().removeIf(memo -> {
                    boolean over = memo.isOver(now) && !memo.isLasting();
                    if (over) {
                        gone(memo);
                    }
                    return over;
                });
                return scopes.isEmpty() ? null : scopes;
            });
        }
        boolean unused = settled.removeIf(entry -> entry.memo().isForgotten());
    }

    /** Bytes that what is remembered takes, about. */
    long bytes() {
        return bytes.get();
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
    record Claim(ReportMemo memo, boolean mine) {}

    /**
     * Times in which nothing was read.
     *
     * @param since when the last one began, or ended
     * @param total nanoseconds of those that are over
     */
    private record Pause(boolean isNow, long since, long total) {}

    private record Settled(DeviceId device, String scope, ReportMemo memo) {}

    /** Who deals with reports. */
    @FunctionalInterface
    interface Owner {
        /** Whether it has a successor, or has ended: from then on nothing more is taken from it. */
        boolean isOver();
    }

    /** Waits for the answers to the first report. */
    @FunctionalInterface
    interface Waiter {
        void answered(@Nullable List<byte[]> answers);
    }
}
