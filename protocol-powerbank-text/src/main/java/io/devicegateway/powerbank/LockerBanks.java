package io.devicegateway.powerbank;

import io.devicegateway.api.BankId;
import io.devicegateway.powerbank.PowerbankUplink.StatusReport.Slot;
import io.devicegateway.powerbank.PowerbankUplink.StatusReport.State;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The slots of a virtual locker and the banks in them. A bank is full half an hour after it came. */
final class LockerBanks {
    private static final long CHARGE_MILLIS = 1_800_000;

    private final int count;
    private final SortedMap<Integer, Content> contents = new TreeMap<>();
    private final BitSet jammed = new BitSet();

    LockerBanks(int count, SortedMap<Integer, BankId> banks) {
        this.count = count;
        banks.forEach((slot, bank) -> contents.put(slot, new Content(bank, Long.MIN_VALUE)));
    }

    /** Puts a bank in. */
    void insert(int slot, BankId bank, long nowMillis) {
        if (slot < 1 || slot > count) {
            throw new IllegalArgumentException("there is no slot " + slot + " among " + count);
        }
        Content there = contents.get(slot);
        if (there != null) {
            throw new IllegalStateException("slot " + slot + " holds bank " + there.bank() + " already");
        }
        contents.put(slot, new Content(bank, nowMillis + CHARGE_MILLIS));
    }

    /** Takes the bank out, whoever does so; null when there is none. */
    @Nullable
    BankId remove(int slot) {
        Content content = contents.remove(slot);
        return content == null ? null : content.bank();
    }

    /** The bank in a slot; null when there is none. */
    @Nullable
    BankId bank(int slot) {
        Content content = contents.get(slot);
        return content == null ? null : content.bank();
    }

    void jam(int slot, boolean jam) {
        jammed.set(slot, jam);
    }

    boolean isJammed(int slot) {
        return jammed.get(slot);
    }

    /** The lowest slot without a bank; 0 when there is none. */
    int firstFree() {
        for (int slot = 1; slot <= count; slot++) {
            if (!contents.containsKey(slot)) {
                return slot;
            }
        }
        return 0;
    }

    /** A slot with a bank that can be lent; 0 when there is none. */
    int firstTaken() {
        for (int slot : contents.keySet()) {
            if (!jammed.get(slot)) {
                return slot;
            }
        }
        return 0;
    }

    /** What it holds, by slot. */
    SortedMap<Integer, BankId> banks() {
        SortedMap<Integer, BankId> banks = new TreeMap<>();
        contents.forEach((slot, content) -> banks.put(slot, content.bank()));
        return banks;
    }

    List<Slot> report(long nowMillis) {
        List<Slot> slots = new ArrayList<>();
        for (int slot = 1; slot <= count; slot++) {
            Content content = contents.get(slot);
            if (content == null) {
                slots.add(new Slot(slot, State.EM, null));
            } else {
                State state = content.fullAt() <= nowMillis ? State.FU : State.NF;
                slots.add(new Slot(slot, state, content.bank().value()));
            }
        }
        return slots;
    }

    private record Content(BankId bank, long fullAt) {}
}
