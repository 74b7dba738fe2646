package io.devicegateway.powerbank;

import io.devicegateway.api.BankId;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Which reports of a locker were acknowledged, in the order of the acknowledgements: the locker's side of the promise that
 * what was acknowledged is not lost. May be read by any thread.
 */
public final class PowerbankLedger {
    private final int capacity;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long dropped;

    /**
     * @param capacity the most acknowledgements kept, above zero; the oldest are dropped first, and counted
     */
    PowerbankLedger(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(Entry entry) {
        if (entries.size() == capacity) {
            entries.removeFirst();
            dropped++;
        }
        entries.add(entry);
    }

    /** All acknowledged reports, oldest first. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The acknowledged returns, oldest first: those which must not be lost. */
    public synchronized List<Entry> returns() {
        return entries.stream()
                .filter(entry -> entry.outcome() == Outcome.RETURNED)
                .toList();
    }

    /** How many acknowledgements there was no room for. */
    public synchronized long dropped() {
        return dropped;
    }

    /**
     * An acknowledged report.
     *
     * @param number the locker's number of the report, ascending in the order in which things happened
     * @param slot 1 to 99
     * @param attempts how often it had been sent when it was acknowledged
     * @param latencyMillis from the first time it was sent to the acknowledgement
     */
    public record Entry(long number, Outcome outcome, int slot, BankId bank, int attempts, long latencyMillis) {}
}
