package io.devicegateway.wosi;

import io.devicegateway.api.BankId;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The returns of a virtual cabinet that wait for an answer. Each is sent again until it has one, over connections too. */
final class CabinetReturns {
    private static final int LEDGER_CAPACITY = 100_000;

    private final long retryMillis;
    private final Map<Integer, Waiting> bySlot = new LinkedHashMap<>();
    private final BitSet everSent = new BitSet();
    private final WosiReturnLedger ledger = new WosiReturnLedger(LEDGER_CAPACITY);
    private long lastNumber;

    CabinetReturns(long retryMillis) {
        this.retryMillis = retryMillis;
    }

    WosiReturnLedger ledger() {
        return ledger;
    }

    int waiting() {
        return bySlot.size();
    }

    /** A bank was put into a slot; it is due at once. */
    void add(int slot, BankId bank, long nowMillis) {
        lastNumber++;
        bySlot.put(slot, new Waiting(lastNumber, slot, bank, nowMillis));
    }

    /** The bank left the slot again: nothing is left to report. */
    void giveUp(int slot) {
        bySlot.remove(slot);
    }

    /** All that wait are due at once, as after a login. */
    void restart(long nowMillis) {
        bySlot.values().forEach(waiting -> waiting.dueAt = nowMillis);
    }

    OptionalLong nextDue() {
        return bySlot.values().stream().mapToLong(waiting -> waiting.dueAt).min();
    }

    /** Reports what is due, in the order in which the banks were put in. */
    void due(long nowMillis, BiConsumer<Integer, BankId> report) {
        for (Waiting waiting : bySlot.values()) {
            if (waiting.dueAt <= nowMillis) {
                if (waiting.attempts == 0) {
                    waiting.firstSentAt = nowMillis;
                }
                waiting.attempts++;
                everSent.set(waiting.slot);
                waiting.dueAt = nowMillis + retryMillis;
                report.accept(waiting.slot, waiting.bank);
            }
        }
    }

    /** Whether a return of that slot was ever reported, so that an answer may come. */
    boolean wasReported(int slot) {
        return slot >= 0 && everSent.get(slot);
    }

    /**
     * The server answered. A failure (0) is no judgement: the report comes again.
     *
     * @return what the answer was to; null when nothing waited for it
     */
    WosiReturnLedger.@Nullable Entry answered(int slot, int result, long nowMillis) {
        Waiting waiting = bySlot.get(slot);
        if (waiting == null || waiting.attempts == 0) {
            return null;
        }
        if (result == 0) {
            waiting.dueAt = nowMillis + retryMillis;
        } else {
            bySlot.remove(slot);
        }
        WosiReturnLedger.Entry entry = new WosiReturnLedger.Entry(
                waiting.number, slot, waiting.bank, result, waiting.attempts, nowMillis - waiting.firstSentAt);
        ledger.add(entry);
        return entry;
    }

    private static final class Waiting {
        private final long number;
        private final int slot;
        private final BankId bank;
        private long dueAt;
        private long firstSentAt;
        private int attempts;

        Waiting(long number, int slot, BankId bank, long dueAt) {
            this.number = number;
            this.slot = slot;
            this.bank = bank;
            this.dueAt = dueAt;
        }
    }
}
