package io.devicegateway.registry;

import io.devicegateway.api.BankId;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one device, immutable and packed: some 32 bytes a slot instead of 140, for there are a hundred thousand devices.
 * A bank is found in it without unpacking the rest. Times are kept to the microsecond.
 *
 * <p>One slot after the other, by number: {@code slot u8, content u8 (bit 7: returned), charge u8 (255: unknown), length of the
 * bank's id u8 (0: none), offset i64, time i64 (microseconds since 1970), the bank's id in ASCII}.
 */
@SuppressWarnings({"JdkObsolete", "EnumOrdinal"}) // the api says SortedMap; ordinals never leave this class
final class SlotTable extends AbstractMap<Integer, SlotState> implements SortedMap<Integer, SlotState> {
    /** No slot is known. */
    static final SlotTable EMPTY = new SlotTable(new byte[0]);

    private static final int SLOT = 0;
    private static final int CONTENT = 1;
    private static final int CHARGE = 2;
    private static final int BANK_LENGTH = 3;
    private static final int OFFSET = 4;
    private static final int TIME = 12;
    private static final int BANK = 20;

    private static final int RETURNED = 0x80;
    private static final int NO_CHARGE = 0xFF;
    private static final int HIGHEST_SLOT = 255;
    private static final SlotContent[] CONTENTS = SlotContent.values();

    private final byte[] packed;

    private SlotTable(byte[] packed) {
        this.packed = packed;
    }

    /** How many bytes it takes. */
    int bytes() {
        return packed.length;
    }

    /** The same slots in this form. */
    static SlotTable of(SortedMap<Integer, SlotState> slots) {
        return slots instanceof SlotTable table ? table : of(List.copyOf(slots.values()));
    }

    /** A table of these slots, of which the last of a number counts. */
    static SlotTable of(List<SlotState> slots) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(slots.size() * (BANK + 12));
        int last = -1;
        for (SlotState state : slots) {
            int slot = state.report().slot();
            if (slot <= last || slot > HIGHEST_SLOT) {
                return inAnyOrder(slots);
            }
            packed.writeBytes(pack(state));
            last = slot;
        }
        return new SlotTable(packed.toByteArray());
    }

    private static SlotTable inAnyOrder(List<SlotState> slots) {
        SlotTable table = EMPTY;
        for (SlotState state : slots) {
            table = table.with(state);
        }
        return table;
    }

    /** The same with the state of one slot changed, or added. Slots have numbers from 0 to 255; others are left out. */
    SlotTable with(SlotState state) {
        int slot = state.report().slot();
        if (slot < 0 || slot > HIGHEST_SLOT) {
            return this;
        }
        int at = 0;
        while (at < packed.length && slotAt(at) < slot) {
            at = after(at);
        }
        int rest = at < packed.length && slotAt(at) == slot ? after(at) : at;
        byte[] entry = pack(state);
        byte[] changed = new byte[at + entry.length + packed.length - rest];
        System.arraycopy(packed, 0, changed, 0, at);
        System.arraycopy(entry, 0, changed, at, entry.length);
        System.arraycopy(packed, rest, changed, at + entry.length, packed.length - rest);
        return new SlotTable(changed);
    }

    private static byte[] pack(SlotState state) {
        SlotReport report = state.report();
        BankId bank = report.bank();
        byte[] id = bank == null ? new byte[0] : bank.value().getBytes(StandardCharsets.US_ASCII);
        byte[] entry = new byte[BANK + id.length];
        entry[SLOT] = (byte) report.slot();
        entry[CONTENT] = (byte) (report.content().ordinal() | (state.returned() ? RETURNED : 0));
        entry[CHARGE] = (byte) packCharge(report.chargePercent());
        entry[BANK_LENGTH] = (byte) id.length;
        putLong(entry, OFFSET, state.offset());
        putLong(entry, TIME, ChronoUnit.MICROS.between(Instant.EPOCH, state.at()));
        System.arraycopy(id, 0, entry, BANK, id.length);
        return entry;
    }

    private static int packCharge(@Nullable Integer percent) {
        return percent == null || percent < 0 || percent >= NO_CHARGE ? NO_CHARGE : percent;
    }

    /** The bank in a slot; null when none is known to be. */
    @Nullable
    BankId bankIn(int slot) {
        int at = find(slot);
        return at < 0 ? null : bankAt(at);
    }

    /** Whether the last that is known of this bank is that its return was accepted. */
    boolean holdsReturned(BankId bank) {
        for (int at = 0; at < packed.length; at = after(at)) {
            if (returnedAt(at) && isBankAt(at, bank)) {
                return true;
            }
        }
        return false;
    }

    /** The slot that holds this bank; -1 when none is known to. */
    int slotOf(BankId bank) {
        for (int at = 0; at < packed.length; at = after(at)) {
            if (isBankAt(at, bank)) {
                return slotAt(at);
            }
        }
        return -1;
    }

    private boolean isBankAt(int at, BankId bank) {
        String id = bank.value();
        int length = packed[at + BANK_LENGTH];
        if (length != id.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (packed[at + BANK + i] != id.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int find(int slot) {
        for (int at = 0; at < packed.length; at = after(at)) {
            if (slotAt(at) == slot) {
                return at;
            }
        }
        return -1;
    }

    private int after(int at) {
        return at + BANK + packed[at + BANK_LENGTH];
    }

    private int slotAt(int at) {
        return packed[at + SLOT] & 0xFF;
    }

    private boolean returnedAt(int at) {
        return (packed[at + CONTENT] & RETURNED) != 0;
    }

    private @Nullable BankId bankAt(int at) {
        int length = packed[at + BANK_LENGTH];
        return length == 0 ? null : new BankId(new String(packed, at + BANK, length, StandardCharsets.US_ASCII));
    }

    private SlotState stateAt(int at) {
        int charge = packed[at + CHARGE] & 0xFF;
        SlotReport report = new SlotReport(
                slotAt(at),
                CONTENTS[packed[at + CONTENT] & (RETURNED - 1)],
                bankAt(at),
                charge == NO_CHARGE ? null : Integer.valueOf(charge));
        Instant time = Instant.EPOCH.plus(getLong(packed, at + TIME), ChronoUnit.MICROS);
        return new SlotState(report, getLong(packed, at + OFFSET), time, returnedAt(at));
    }

    private static void putLong(byte[] bytes, int at, long value) {
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> (56 - 8 * i));
        }
    }

    private static long getLong(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | (bytes[at + i] & 0xFF);
        }
        return value;
    }

    // as a map, unpacked on the way

    @Override
    public @Nullable SlotState get(@Nullable Object key) {
        int at = key instanceof Integer slot ? find(slot) : -1;
        return at < 0 ? null : stateAt(at);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key instanceof Integer slot && find(slot) >= 0;
    }

    @Override
    public int size() {
        int count = 0;
        for (int at = 0; at < packed.length; at = after(at)) {
            count++;
        }
        return count;
    }

    @Override
    public Set<Map.Entry<Integer, SlotState>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<Integer, SlotState>> iterator() {
                return new Slots();
            }

            @Override
            public int size() {
                return SlotTable.this.size();
            }
        };
    }

    @Override
    public @Nullable Comparator<? super Integer> comparator() {
        return null;
    }

    @Override
    public SortedMap<Integer, SlotState> subMap(Integer from, Integer to) {
        return unpacked().subMap(from, to);
    }

    @Override
    public SortedMap<Integer, SlotState> headMap(Integer to) {
        return unpacked().headMap(to);
    }

    @Override
    public SortedMap<Integer, SlotState> tailMap(Integer from) {
        return unpacked().tailMap(from);
    }

    @Override
    public Integer firstKey() {
        return unpacked().firstKey();
    }

    @Override
    public Integer lastKey() {
        return unpacked().lastKey();
    }

    private SortedMap<Integer, SlotState> unpacked() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(this));
    }

    private final class Slots implements Iterator<Map.Entry<Integer, SlotState>> {
        private int at;

        @Override
        public boolean hasNext() {
            return at < packed.length;
        }

        @Override
        public Map.Entry<Integer, SlotState> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            SlotState state = stateAt(at);
            at = after(at);
            return Map.entry(state.report().slot(), state);
        }
    }
}
