package io.devicegateway.wosi;

import io.devicegateway.api.BankId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The slots of a virtual cabinet and the banks in them. Banks charge one level in ten minutes. */
final class CabinetSlots {
    private static final int FULL = 4;
    private static final long MILLIS_A_LEVEL = 600_000;

    private final int count;
    private final SortedMap<Integer, Content> contents = new TreeMap<>();
    private final BitSet jammed = new BitSet();

    CabinetSlots(int count, SortedMap<Integer, BankId> banks) {
        this.count = count;
        banks.forEach((slot, bank) -> contents.put(slot, new Content(bank, FULL, 0)));
    }

    /** Puts a bank in, nearly empty. */
    void insert(int slot, BankId bank, long nowMillis) {
        if (slot < 1 || slot > count) {
            throw new IllegalArgumentException("there is no slot " + slot + " among " + count);
        }
        Content there = contents.get(slot);
        if (there != null) {
            throw new IllegalStateException("slot " + slot + " holds bank " + there.bank() + " already");
        }
        contents.put(slot, new Content(bank, 0, nowMillis));
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

    /** The slot whose bank has the highest charge; 0 when there is no bank. */
    int fullest(long nowMillis) {
        int best = 0;
        int bestLevel = -1;
        for (var entry : contents.entrySet()) {
            int level = entry.getValue().level(nowMillis);
            if (level > bestLevel) {
                best = entry.getKey();
                bestLevel = level;
            }
        }
        return best;
    }

    /** What it holds, by slot. */
    SortedMap<Integer, BankId> banks() {
        SortedMap<Integer, BankId> banks = new TreeMap<>();
        contents.forEach((slot, content) -> banks.put(slot, content.bank()));
        return banks;
    }

    WosiUplink.InventoryReply inventory(long nowMillis) {
        List<WosiUplink.InventoryReply.Item> items = new ArrayList<>();
        contents.forEach((slot, content) -> items.add(
                new WosiUplink.InventoryReply.Item(slot, TerminalId.parse(content.bank()), content.level(nowMillis))));
        return new WosiUplink.InventoryReply(items.size(), items, true);
    }

    private record Content(BankId bank, int levelAtFirst, long sinceMillis) {
        int level(long nowMillis) {
            long gained = Math.max(0, nowMillis - sinceMillis) / MILLIS_A_LEVEL;
            return (int) Math.min(FULL, levelAtFirst + gained);
        }
    }
}
