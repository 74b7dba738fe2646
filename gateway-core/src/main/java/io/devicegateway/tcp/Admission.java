package io.devicegateway.tcp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections may be open, of all listeners together. Safe for all threads. */
final class Admission {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final List<Strangers> strangers = new CopyOnWriteArrayList<>();

    Admission(int most) {
        this.most = most;
    }

    int most() {
        return most;
    }

    /** Those who may have to go for others. */
    Strangers newStrangers() {
        Strangers fresh = new Strangers();
        strangers.add(fresh);
        return fresh;
    }

    /** Takes room for one more, sending a stranger away if there is none; false if that is not possible either. */
    boolean tryTake(Strangers first, long now) {
        if (open.incrementAndGet() <= most || sendOneAway(first, now)) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    /** One is closed. */
    void give() {
        open.decrementAndGet();
    }

    private boolean sendOneAway(Strangers first, long now) {
        if (first.sendEldestAway(now)) {
            return true;
        }
        for (Strangers others : strangers) {
            if (others.sendEldestAway(now)) {
                return true;
            }
        }
        return false;
    }
}
