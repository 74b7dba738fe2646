package io.devicegateway.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What one connection does later. A later one of a name replaces it. Runs on the link's executor. */
final class Laters {
    private final Timers timers;
    private final Map<String, Timers.Cancellation> waiting = new HashMap<>(2);

    Laters(Timers timers) {
        this.timers = timers;
    }

    /** @param task is called on a thread of the timers, and goes on from there */
    void put(String name, Duration delay, Runnable task) {
        Timers.Cancellation replaced = waiting.put(name, timers.after(delay, task));
        if (replaced != null) {
            replaced.cancel();
        }
    }

    /** Its time has come. */
    void remove(String name) {
        waiting.remove(name);
    }

    void cancelAll() {
        waiting.values().forEach(Timers.Cancellation::cancel);
        waiting.clear();
    }
}
