package io.devicegateway.powerbank;

import io.devicegateway.api.BankId;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.powerbank.PowerbankUplink.StatusReport.Slot;
import io.devicegateway.powerbank.PowerbankUplink.StatusReport.State;
import io.devicegateway.protocol.ProtocolSession.InvalidCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one locker last said of its slots: a lend has to name the bank in the slot (003 section 4.4). */
final class LockerSlots {
    private static final int FULL = 100;

    private final PowerbankSettings.Slots settings;
    private final int maxSlot;
    private final Map<Integer, Content> contents = new HashMap<>(4);
    private boolean reported;

    LockerSlots(PowerbankSettings settings) {
        this.settings = settings.slots();
        this.maxSlot = settings.wire().maxSlot();
    }

    /** The bank whose number a locker writes so, in the form in which numbers are compared; null when it could not be read. */
    @Nullable
    BankId bank(String number) {
        return settings.bank(number);
    }

    /** Takes a report in; answers what it means, one for each slot, the last word on a slot counting. */
    List<SlotReport> report(List<Slot> slots) {
        contents.clear();
        reported = true;
        List<SlotReport> reports = new ArrayList<>(slots.size());
        for (Slot slot : slots) {
            SlotReport report = meaning(slot);
            if (contents.put(slot.number(), new Content(slot.state(), slot.bank(), report.content())) != null) {
                reports.removeIf(earlier -> earlier.slot() == slot.number());
            }
            reports.add(report);
        }
        return reports;
    }

    /** Whether the last report told of all slots that there are. */
    boolean coversAll() {
        if (settings.unlistedEmpty()) {
            return true;
        }
        for (int slot = 1; slot <= maxSlot; slot++) {
            if (!contents.containsKey(slot)) {
                return false;
            }
        }
        return true;
    }

    /** A bank went. */
    void left(int slot) {
        contents.put(slot, new Content(State.EM, null, SlotContent.EMPTY));
    }

    /** A bank came; how full it is will be reported. */
    void came(int slot, String bank) {
        contents.put(slot, new Content(State.NF, bank, SlotContent.BANK));
    }

    /** What the locker calls the bank in a slot that may be lent. */
    String lendable(int slot) throws InvalidCommand {
        Content content = contents.get(slot);
        if (content == null) {
            throw new InvalidCommand(
                    reported
                            ? "the locker does not report a slot " + slot
                            : "the locker has not reported its slots yet; query its inventory first");
        }
        State state = content.state();
        String bank = content.bank();
        boolean may = state == State.FU || state == State.NF || (state == State.EM && settings.lendFlat());
        if (content.content() == SlotContent.EMPTY || bank == null || !may) {
            throw new InvalidCommand("slot " + slot + " has no bank that can be lent: the locker reports "
                    + words(content) + "; query its inventory to see what has");
        }
        return bank;
    }

    private static String words(Content content) {
        String state = content.state() == null
                ? "a state that is not documented"
                : content.state().name();
        return content.bank() == null ? state + " without a bank's number" : state + " with bank " + content.bank();
    }

    private SlotReport meaning(Slot slot) {
        State state = slot.state();
        BankId bank = slot.bank() == null ? null : bank(slot.bank());
        SlotContent withOrWithout = bank == null ? SlotContent.UNREADABLE_BANK : SlotContent.BANK;
        if (state == null) {
            return report(slot, bank == null ? SlotContent.UNKNOWN : SlotContent.BANK, bank, null);
        }
        return switch (state) {
            case FU -> report(slot, withOrWithout, bank, FULL);
            case NF -> report(slot, withOrWithout, bank, null);
            case EM -> {
                SlotContent content = switch (settings.emMeaning()) {
                    case AUTO -> bank == null ? SlotContent.EMPTY : SlotContent.BANK;
                    case FLAT -> withOrWithout;
                    case EMPTY -> SlotContent.EMPTY;
                };
                yield report(slot, content, bank, content == SlotContent.EMPTY ? null : Integer.valueOf(0));
            }
            case ER -> report(slot, SlotContent.FAULT, bank, null);
        };
    }

    private static SlotReport report(
            Slot slot, SlotContent content, @Nullable BankId bank, @Nullable Integer chargePercent) {
        return new SlotReport(
                slot.number(),
                content,
                content == SlotContent.BANK || content == SlotContent.FAULT ? bank : null,
                chargePercent);
    }

    private record Content(@Nullable State state, @Nullable String bank, SlotContent content) {}
}
