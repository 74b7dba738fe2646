package io.devicegateway.app.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who has what one client has at a time, and who waits for it. A client that names its instance waits while another instance has it,
 * and takes over when that one ends or is silent for its lease; the same instance takes over from itself at once, and so does a client
 * that names none. Nothing here blocks.
 */
final class Succession {
    private static final int MOST_WAITING = 16;

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Line> lines = new HashMap<>();

    /** @param nanos a monotonic clock */
    Succession(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private static final class Line {
        private @Nullable Place holder;
        private final Deque<Place> waiting = new ArrayDeque<>();
    }

    /**
     * A place in the line of a name; it has the turn, or waits for it.
     *
     * @param instance who comes; null takes over from whoever has it
     * @param lease how long it may be silent while others wait
     * @throws IllegalStateException if too many wait already
     */
    Place enter(String name, @Nullable String instance, Duration lease) {
        lock.lock();
        try {
            Line line = lines.computeIfAbsent(name, unused -> new Line());
            Place fresh = new Place(name, instance, lease);
            Place holder = line.holder;
            if (holder == null || instance == null || instance.equals(holder.instance)) {
                fresh.begin(line);
                return fresh;
            }
            // One that waits twice came back: its older connection is gone.
            line.waiting.removeIf(older -> instance.equals(older.instance) && older.dismiss("taken-over"));
            if (line.waiting.size() >= MOST_WAITING) {
                throw new IllegalStateException(MOST_WAITING + " instances wait for '" + name + "' already");
            }
            line.waiting.add(fresh);
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all that wait for a name. */
    void dismiss(String name, String reason) {
        lock.lock();
        try {
            Line line = lines.get(name);
            if (line != null) {
                line.waiting.forEach(each -> each.dismiss(reason));
                line.waiting.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all that wait. */
    void dismissAll(String reason) {
        lock.lock();
        try {
            lines.values().forEach(line -> {
                line.waiting.forEach(each -> each.dismiss(reason));
                line.waiting.clear();
            });
        } finally {
            lock.unlock();
        }
    }

    /** One client's place. */
    final class Place {
        private final String name;
        private final @Nullable String instance;
        private final long lease;
        /** Null when it is its turn; else why it never will be. */
        private final CompletableFuture<@Nullable String> turn = new CompletableFuture<>();
        /** Since when something is missing from it; 0 while nothing is. */
        private final AtomicLong silentSince = new AtomicLong();

        private volatile boolean tookFromSilent;

        private Place(String name, @Nullable String instance, Duration lease) {
            this.name = name;
            this.instance = instance;
            this.lease = lease.toNanos();
        }

        private void begin(Line line) {
            line.holder = this;
            turn.complete(null);
        }

        private boolean dismiss(String reason) {
            return turn.complete(reason);
        }

        /** Whether it has or had its turn. */
        boolean isAtTurn() {
            return turn.isDone() && turn.join() == null;
        }

        /** Why it ended while it waited; null if it did not. */
        @Nullable
        String ending() {
            return turn.getNow(null);
        }

        /** Waits for the turn, or until there will be none. Answers whether that is known. */
        boolean await(Duration atMost) throws InterruptedException {
            takeFromTheSilent();
            try {
                turn.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        private void takeFromTheSilent() {
            lock.lock();
            try {
                Line line = lines.get(name);
                if (line == null) {
                    return;
                }
                Place holder = line.holder;
                if (holder != null && holder.isSilent() && line.waiting.peek() == this) {
                    line.waiting.remove();
                    tookFromSilent = true;
                    begin(line);
                }
            } finally {
                lock.unlock();
            }
        }

        private boolean isSilent() {
            long since = silentSince.get();
            return instance != null && since != 0 && nanos.getAsLong() - since > lease;
        }

        /** Why whoever had it before this one has it no more. */
        String reasonForTheOneBefore() {
            return tookFromSilent ? "silent" : "taken-over";
        }

        /** Whether somebody waits for this one to end. */
        boolean isAwaited() {
            lock.lock();
            try {
                Line line = lines.get(name);
                return line != null && line.holder == this && !line.waiting.isEmpty();
            } finally {
                lock.unlock();
            }
        }

        /** Who has it now; null if that one named itself not, or nobody does. */
        @Nullable
        String holder() {
            lock.lock();
            try {
                Line line = lines.get(name);
                return line == null || line.holder == null ? null : line.holder.instance;
            } finally {
                lock.unlock();
            }
        }

        /** How long it may be silent while another waits. */
        long leaseMillis() {
            return TimeUnit.NANOSECONDS.toMillis(lease);
        }

        /** It was heard, and must be heard again within its lease. */
        void heard() {
            silentSince.set(now());
        }

        /** It was asked something, and must be heard within its lease. */
        void asked() {
            silentSince.compareAndSet(0, now());
        }

        /** It was heard, and owes nothing. */
        void answered() {
            silentSince.set(0);
        }

        private long now() {
            long now = nanos.getAsLong();
            return now == 0 ? 1 : now;
        }

        /** Gives it up; the next that waits has the turn. */
        void leave() {
            lock.lock();
            try {
                Line line = lines.get(name);
                if (line == null) {
                    return;
                }
                line.waiting.remove(this);
                if (line.holder == this) {
                    line.holder = null;
                    Place next = line.waiting.poll();
                    if (next != null) {
                        next.begin(line);
                    } else {
                        lines.remove(name);
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
