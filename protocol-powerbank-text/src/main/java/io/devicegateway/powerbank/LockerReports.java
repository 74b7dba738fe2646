package io.devicegateway.powerbank;

import io.devicegateway.api.BankId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a virtual locker asked or reported and has no answer to yet. Each is sent again until it has one, over connections
 * too.
 */
final class LockerReports {
    private static final int LEDGER_CAPACITY = 1_000_000;

    private final long retryMillis;
    private final Map<Key, Open> open = new LinkedHashMap<>();
    private final Map<Key, BankId> everSent = new LinkedHashMap<>();
    private final PowerbankLedger ledger = new PowerbankLedger(LEDGER_CAPACITY);
    private long lastNumber;

    LockerReports(long retryMillis) {
        this.retryMillis = retryMillis;
    }

    PowerbankLedger ledger() {
        return ledger;
    }

    int waiting() {
        return open.size();
    }

    /** A bank was put in and the server is asked about it; due at once. */
    void ask(int slot, BankId bank, long nowMillis) {
        add(new Key(slot, null), bank, nowMillis);
    }

    /** Something ended and is reported; due at that time. */
    void report(Outcome outcome, int slot, BankId bank, long dueAt) {
        add(new Key(slot, outcome), bank, dueAt);
    }

    private void add(Key key, BankId bank, long dueAt) {
        lastNumber++;
        open.put(key, new Open(lastNumber, key, bank, dueAt));
    }

    /** The bank left the slot again: there is nothing left to ask. */
    void giveUp(int slot) {
        open.remove(new Key(slot, null));
    }

    /** All that wait are due at once, as after a new connection. */
    void restart(long nowMillis) {
        open.values().forEach(each -> each.dueAt = Math.min(each.dueAt, nowMillis));
    }

    OptionalLong nextDue() {
        return open.values().stream().mapToLong(each -> each.dueAt).min();
    }

    /** Sends what is due, in the order in which things happened. */
    void due(long nowMillis, Consumer<Open> send) {
        for (Open each : new ArrayList<>(open.values())) {
            if (each.dueAt <= nowMillis) {
                if (each.attempts == 0) {
                    each.firstSentAt = nowMillis;
                }
                each.attempts++;
                each.dueAt = nowMillis + retryMillis;
                everSent.put(each.key, each.bank);
                send.accept(each);
            }
        }
    }

    /**
     * The server answered a question.
     *
     * @return whether it was one that waits
     */
    boolean answered(int slot, String bank) {
        Key key = new Key(slot, null);
        Open asked = open.get(key);
        if (asked == null || asked.attempts == 0 || !asked.bank.value().equals(bank)) {
            return false;
        }
        open.remove(key);
        return true;
    }

    /**
     * The server acknowledged a report.
     *
     * @return what it acknowledged; null when nothing waited for it
     */
    PowerbankLedger.@Nullable Entry acknowledged(Outcome outcome, int slot, String bank, long nowMillis) {
        Key key = new Key(slot, outcome);
        Open reported = open.get(key);
        if (reported == null || reported.attempts == 0 || !reported.bank.value().equals(bank)) {
            return null;
        }
        open.remove(key);
        PowerbankLedger.Entry entry = new PowerbankLedger.Entry(
                reported.number, outcome, slot, reported.bank, reported.attempts, nowMillis - reported.firstSentAt);
        ledger.add(entry);
        return entry;
    }

    /** Whether that was ever asked or reported, so that an answer may come, and may come twice. */
    boolean wasSent(@Nullable Outcome outcome, int slot, String bank) {
        BankId sent = everSent.get(new Key(slot, outcome));
        return sent != null && sent.value().equals(bank);
    }

    /** A question, without an outcome, or a report. */
    record Key(int slot, @Nullable Outcome outcome) {}

    /** Something that waits for an answer. */
    static final class Open {
        private final long number;
        private final Key key;
        private final BankId bank;
        private long dueAt;
        private long firstSentAt;
        private int attempts;

        private Open(long number, Key key, BankId bank, long dueAt) {
            this.number = number;
            this.key = key;
            this.bank = bank;
            this.dueAt = dueAt;
        }

        int slot() {
            return key.slot();
        }

        /** Null for a question. */
        @Nullable
        Outcome outcome() {
            return key.outcome();
        }

        BankId bank() {
            return bank;
        }
    }
}
