package io.devicegateway.wosi;

import io.devicegateway.api.BankId;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What a cabinet was told about its returns, in the order of the answers: the cabinet's side of the promise that what was
 * acknowledged is not lost. May be read by any thread.
 */
public final class WosiReturnLedger {
    private final int capacity;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long dropped;

    /**
     * @param capacity the most answers kept, above zero; the oldest are dropped first, and counted
     */
    WosiReturnLedger(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(Entry entry) {
        if (entries.size() == capacity) {
            entries.removeFirst();
            dropped++;
        }
        entries.add(entry);
    }

    /** All answers, oldest first. */
    public synchronized List<Entry> answers() {
        return List.copyOf(entries);
    }

    /** The returns that were accepted, oldest first: those which must not be lost. */
    public synchronized List<Entry> accepted() {
        return entries.stream().filter(Entry::accepted).toList();
    }

    /** How many answers there was no room for. */
    public synchronized long dropped() {
        return dropped;
    }

    /**
     * An answer.
     *
     * @param number the cabinet's number of the return, ascending in the order in which banks were put in
     * @param slot 1 to 255
     * @param bank the bank that was put in
     * @param result as on the wire, 0 to 5
     * @param attempts how often the return had been sent when it was answered
     * @param latencyMillis from the first time it was sent to the answer
     */
    public record Entry(long number, int slot, BankId bank, int result, int attempts, long latencyMillis) {
        /** Whether the return was accepted. */
        public boolean accepted() {
            return result == 1;
        }
    }
}
