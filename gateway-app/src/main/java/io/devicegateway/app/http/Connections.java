package io.devicegateway.app.http;

import io.devicegateway.budget.SourceLines;
import io.devicegateway.metrics.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections that are open, and who goes when there is no room. Whoever has not shown the token is a stranger. Strangers
 * have a share of their own, in which the one that was silent longest makes room for the newest: so whoever asks for health
 * always gets in, and no stranger takes the place of a client. Safe for all threads.
 */
final class Connections {
    private static final int LEAST = 2;

    private final int mostStrangers;
    private final int mostKnown;
    private final Metrics.Counter evicted;
    private final SourceLines lines = new SourceLines(System::nanoTime);
    private final ReentrantLock lock = new ReentrantLock();

    /** Longest without a request first. */
    private final Set<HttpConnection> strangers = new LinkedHashSet<>();

    /** Longest without a request first. */
    private final Set<HttpConnection> known = new LinkedHashSet<>();

    /** @param most how many may be open; a quarter of it is the share of strangers */
    Connections(int most, Metrics metrics) {
        mostStrangers = Math.max(LEAST, most / 4);
        mostKnown = Math.max(LEAST, most - mostStrangers);
        evicted = metrics.counter(
                "gateway_http_connections_evicted", "Idle HTTP connections that were closed to make room for others");
        metrics.gauge("gateway_http_connections", "HTTP connections that are open", this::open);
    }

    /** Who may write which line into the log now: a fault that comes with every request is one line a minute. */
    SourceLines lines() {
        return lines;
    }

    /** Takes in a new one. The stranger that was silent longest goes if there is no room. */
    void add(HttpConnection connection) {
        HttpConnection gone = null;
        lock.lock();
        try {
            if (strangers.size() >= mostStrangers) {
                gone = first(strangers, false);
            }
            strangers.add(connection);
        } finally {
            lock.unlock();
        }
        evict(gone);
    }

    /**
     * Its client has shown the token.
     *
     * @return false when all places are taken by clients with a request under way
     */
    boolean known(HttpConnection connection) {
        HttpConnection gone = null;
        lock.lock();
        try {
            if (known.contains(connection)) {
                return true;
            }
            if (known.size() >= mostKnown) {
                gone = first(known, true);
                if (gone == null) {
                    return false;
                }
            }
            // One that was evicted meanwhile is in neither set, and stays out.
            if (strangers.remove(connection)) {
                known.add(connection);
            }
        } finally {
            lock.unlock();
        }
        evict(gone);
        return true;
    }

    /** A request begins or ends on it. */
    void active(HttpConnection connection) {
        lock.lock();
        try {
            for (Set<HttpConnection> each : List.of(strangers, known)) {
                if (each.remove(connection)) {
                    each.add(connection);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void remove(HttpConnection connection) {
        lock.lock();
        try {
            strangers.remove(connection);
            known.remove(connection);
        } finally {
            lock.unlock();
        }
    }

    /** Closes one that nobody uses, to free its descriptor; false when there is none. */
    boolean evictOne() {
        HttpConnection gone;
        lock.lock();
        try {
            gone = first(strangers, true);
            gone = gone == null ? first(known, true) : gone;
        } finally {
            lock.unlock();
        }
        evict(gone);
        return gone != null;
    }

    int open() {
        lock.lock();
        try {
            return strangers.size() + known.size();
        } finally {
            lock.unlock();
        }
    }

    List<HttpConnection> all() {
        lock.lock();
        try {
            List<HttpConnection> all = new ArrayList<>(strangers);
            all.addAll(known);
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out the one that was silent longest. */
    private static @Nullable HttpConnection first(Set<HttpConnection> from, boolean idleOnly) {
        for (HttpConnection connection : from) {
            if (!idleOnly || !connection.busy()) {
                from.remove(connection);
                return connection;
            }
        }
        return null;
    }

    private void evict(@Nullable HttpConnection gone) {
        if (gone != null) {
            evicted.increment();
            gone.close();
        }
    }
}
