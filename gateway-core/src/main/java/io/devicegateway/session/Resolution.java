package io.devicegateway.session;

import io.devicegateway.api.BankFound;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.LaneCounters;
import io.devicegateway.api.QueryCounters;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.QueryLanes;
import io.devicegateway.api.QueryLineFailures;
import io.devicegateway.api.QueryLocation;
import io.devicegateway.api.QueryMeasurement;
import io.devicegateway.api.QueryNetwork;
import io.devicegateway.api.QueryServer;
import io.devicegateway.api.QuerySimCard;
import io.devicegateway.api.QueryTemperature;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.QueryVolume;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.ResetCounters;
import io.devicegateway.api.RestartDevice;
import io.devicegateway.api.SetServer;
import io.devicegateway.api.SetVolume;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.StartUpgrade;
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.api.VendItem;
import io.devicegateway.session.UnresolvedCommands.Unresolved;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the state of a device tells about a command whose reply never came.
 *
 * @param happened whether the command took effect
 * @param evidence what shows it, in English words
 */
record Resolution(boolean happened, String evidence) {
    private static final int LAST_COUNT = 255;

    /** The bank that an event tells to be in a slot in which it was not; null for none. */
    static @Nullable BankId shownBy(DeviceEvent event) {
        if (event instanceof BankReturned returned) {
            return returned.bank();
        }
        return event instanceof BankFound found ? found.bank() : null;
    }

    /**
     * What an event that shows its bank proves of a command; empty when nothing. A return proves that the bank had been released,
     * wherever it comes back. So does a bank that is found in another slot. In its own slot that proves nothing: an inventory that
     * could not read its id has it found, too.
     */
    static Optional<Resolution> byEvent(DeviceCommand<?> command, DeviceEvent event) {
        if (event instanceof BankReturned returned) {
            return Optional.of(new Resolution(
                    true,
                    "bank " + returned.bank() + " was returned to slot " + returned.slot() + " of " + returned.device()
                            + ", so it had been released"));
        }
        if (!(event instanceof BankFound found) || isOwnSlot(command, found)) {
            return Optional.empty();
        }
        return Optional.of(new Resolution(
                true,
                "bank " + found.bank() + " was found in slot " + found.slot() + " of " + found.device()
                        + ", so it had been released"));
    }

    private static boolean isOwnSlot(DeviceCommand<?> command, BankFound found) {
        return command.device().equals(found.device())
                && slotOf(command).filter(slot -> slot == found.slot()).isPresent();
    }

    /** The slot that a command acts on; empty for one that acts on none. */
    static Optional<Integer> slotOf(DeviceCommand<?> command) {
        return switch (command) {
            case RentBank rent -> Optional.of(rent.slot());
            case EjectBank eject -> Optional.of(eject.slot());
            case QueryInventory q -> Optional.empty();
            case RestartDevice r -> Optional.empty();
            case UpgradeSoftware u -> Optional.empty();
            case QueryVersion q -> Optional.empty();
            case QuerySimCard q -> Optional.empty();
            case QueryServer q -> Optional.empty();
            case SetServer s -> Optional.empty();
            case QueryVolume q -> Optional.empty();
            case SetVolume s -> Optional.empty();
            case QueryNetwork q -> Optional.empty();
            case QueryMeasurement q -> Optional.empty();
            case QueryLocation q -> Optional.empty();
            case QueryLineFailures q -> Optional.empty();
            case StartUpgrade s -> Optional.empty();
            case VendItem v -> Optional.empty();
            case QueryLanes q -> Optional.empty();
            case QueryCounters q -> Optional.empty();
            case ResetCounters r -> Optional.empty();
            case QueryTemperature q -> Optional.empty();
        };
    }

    /**
     * Judges by what a device answered to a query after the command ended: by whether the bank is still in its slot, or by
     * whether the lane has counted one more. Says nothing when that cannot be told: what was there before is not known, or what
     * is there now is not clear.
     */
    static Optional<Resolution> of(Unresolved command, DeviceReply after) {
        if (after instanceof InventoryReported inventory) {
            BankId before = command.bankBefore();
            return before == null
                    ? Optional.empty()
                    : slotOf(command.command()).flatMap(slot -> judge(slot, before, inventory));
        }
        Integer before = command.vendedBefore();
        return before != null
                        && after instanceof LaneCounters counters
                        && counters.requested()
                        && command.command() instanceof VendItem sale
                ? judge(sale.lane(), before, counters)
                : Optional.empty();
    }

    /** One more is one sale. Anything else is no sale of ours alone: after 255 a counter may begin anew, or stand still. */
    private static Optional<Resolution> judge(int lane, int before, LaneCounters after) {
        int now = after.of(lane).orElse(-1);
        if (before >= LAST_COUNT) {
            return Optional.empty();
        }
        if (now == before) {
            return Optional.of(
                    new Resolution(false, "lane " + lane + " had given out " + before + " and still says " + now));
        }
        return now == before + 1
                ? Optional.of(
                        new Resolution(true, "lane " + lane + " had given out " + before + " and now says " + now))
                : Optional.empty();
    }

    private static Optional<Resolution> judge(int slot, BankId before, InventoryReported after) {
        Optional<SlotReport> found =
                after.slots().stream().filter(report -> report.slot() == slot).findFirst();
        if (found.isEmpty() && !after.complete()) {
            return Optional.empty();
        }
        SlotContent content = found.map(SlotReport::content).orElse(SlotContent.EMPTY);
        return switch (content) {
            case BANK -> {
                BankId now = found.get().bank();
                yield Optional.of(
                        before.equals(now)
                                ? new Resolution(false, "bank " + before + " is still in slot " + slot)
                                : new Resolution(
                                        true, "slot " + slot + " held bank " + before + " and now holds bank " + now));
            }
            case EMPTY ->
                Optional.of(new Resolution(true, "slot " + slot + " held bank " + before + " and is empty now"));
            case UNREADABLE_BANK, FAULT, UNKNOWN -> Optional.empty();
        };
    }
}
