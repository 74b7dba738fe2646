package io.devicegateway.pressure;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reports of a module that were acknowledged, in the order of the acknowledgements: the module's side of the promise that
 * what was acknowledged is not lost. May be read by any thread.
 */
public final class PressureLedger {
    private final int capacity;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long dropped;

    /**
     * @param capacity the most acknowledgements kept, above zero; the oldest are dropped first, and counted
     */
    PressureLedger(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(Entry entry) {
        if (entries.size() == capacity) {
            entries.removeFirst();
            dropped++;
        }
        entries.add(entry);
    }

    /** All of them, oldest first: the reports which must not be lost. */
    public synchronized List<Entry> acknowledged() {
        return List.copyOf(entries);
    }

    /** How many there was no room for. */
    public synchronized long dropped() {
        return dropped;
    }

    /**
     * A report that was acknowledged.
     *
     * @param number the module's own count of its reports, from 1; what {@link SyntheticSamples} makes samples of
     * @param cmd {@code push_msg}, {@code push_info} or {@code push_online}
     * @param packnum the number that the report carried; null when it carried none
     * @param attempts how often it had been sent
     * @param latencyMillis from the first time it was sent to the acknowledgement
     */
    public record Entry(long number, String cmd, @Nullable String packnum, int attempts, long latencyMillis) {}
}
