package io.devicegateway.session;

import io.devicegateway.api.BankFound;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import io.devicegateway.registry.Registry;
import io.devicegateway.registry.Registry.RegisteredDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has said of the slots, which the registry may not show yet: together they tell which banks of an inventory
 * came unseen. Holds a number for each slot, not the bank.
 */
final class SlotMemory {
    private static final int HIGHEST_SLOT = 255;
    private static final int NOT_SAID = 0;
    private static final int EMPTY = 1;

    private int[] said = {};
    /** A whole inventory was heard: a slot that nothing was said of is empty. */
    private boolean whole;

    /** Banks that an inventory shows where they were not, though no return of them was heard. Follow with {@link #heard}. */
    List<BankFound> foundBy(InventoryReported inventory, Registry registry) {
        SortedMap<Integer, SlotState> known =
                registry.find(inventory.device()).map(RegisteredDevice::slots).orElse(null);
        List<BankFound> found = List.of();
        for (SlotReport report : inventory.slots()) {
            BankId bank = report.bank();
            if (bank != null && isNews(report.slot(), bank, known, registry)) {
                found = found.isEmpty() ? new ArrayList<>(2) : found;
                found.add(new BankFound(inventory.device(), report.slot(), bank));
            }
        }
        return found;
    }

    private boolean isNews(int slot, BankId bank, @Nullable SortedMap<Integer, SlotState> known, Registry registry) {
        int here = slot >= 0 && slot < said.length ? said[slot] : NOT_SAID;
        if (here != NOT_SAID || whole) {
            return here != numberOf(bank);
        }
        SlotState before = known == null ? null : known.get(slot);
        if (before != null) {
            return !bank.equals(before.report().bank());
        }
        return registry.knowsBank(bank) || (known != null && hasInventory(known));
    }

    /** Whether an inventory was heard before: a return or a release alone tells of no other slot. */
    private static boolean hasInventory(SortedMap<Integer, SlotState> known) {
        for (SlotState state : known.values()) {
            SlotContent content = state.report().content();
            if (!state.returned() && content != SlotContent.EMPTY && content != SlotContent.UNKNOWN) {
                return true;
            }
        }
        return false;
    }

    /** Takes an event of the connection in. */
    void heard(DeviceEvent event) {
        if (event instanceof BankReturned returned) {
            say(returned.slot(), numberOf(returned.bank()));
        } else if (event instanceof BankReleased released) {
            say(released.slot(), EMPTY);
        } else if (event instanceof InventoryReported inventory) {
            if (inventory.complete()) {
                Arrays.fill(said, NOT_SAID);
                whole = true;
            }
            for (SlotReport report : inventory.slots()) {
                BankId bank = report.bank();
                say(report.slot(), bank == null ? EMPTY : numberOf(bank));
            }
        }
    }

    private void say(int slot, int what) {
        if (slot < 0 || slot > HIGHEST_SLOT) {
            return;
        }
        if (slot >= said.length) {
            said = Arrays.copyOf(said, slot + 1);
        }
        said[slot] = what;
    }

    private static int numberOf(BankId bank) {
        int hash = bank.value().hashCode();
        return hash == NOT_SAID || hash == EMPTY ? ~hash : hash;
    }
}
