package io.devicegateway.journal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How far the log is durable, and who waits for more. */
final class DurableGate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private volatile long durable;
    private volatile boolean closed;
    private final AtomicInteger waiting = new AtomicInteger();

    DurableGate(long durable) {
        this.durable = durable;
    }

    long durable() {
        return durable;
    }

    void advance(long offset) {
        durable = offset;
        signal();
    }

    void close() {
        closed = true;
        signal();
    }

    /** The lock is taken only if somebody waits: a waiter counts itself before it looks at the offset for the last time. */
    private void signal() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                advanced.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until this offset is durable; false if the time is over or the log closed before. */
    boolean await(long offset, long nanos) throws InterruptedException {
        if (durable >= offset) {
            return true;
        }
        lock.lockInterruptibly();
        try {
            waiting.incrementAndGet();
            long left = nanos;
            while (durable < offset && !closed && left > 0) {
                left = advanced.awaitNanos(left);
            }
            return durable >= offset;
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }
}
