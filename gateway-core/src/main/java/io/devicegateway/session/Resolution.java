package io.devicegateway.session;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.QueryLineFailures;
import io.devicegateway.api.QueryLocation;
import io.devicegateway.api.QueryMeasurement;
import io.devicegateway.api.QueryNetwork;
import io.devicegateway.api.QueryServer;
import io.devicegateway.api.QuerySimCard;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.QueryVolume;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.RestartDevice;
import io.devicegateway.api.SetServer;
import io.devicegateway.api.SetVolume;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.StartUpgrade;
import io.devicegateway.api.UpgradeSoftware;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the state of a device tells about a command whose reply never came.
 *
 * @param happened whether the command took effect
 * @param evidence what shows it, in English words
 */
record Resolution(boolean happened, String evidence) {
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
        };
    }

    /**
     * Judges by whether the bank is still in its slot. Says nothing when that cannot be told: the slot's bank was not known
     * before, or its id cannot be read now.
     *
     * @param before the bank that was in the slot when the command was issued; null when none was known
     */
    static Optional<Resolution> of(DeviceCommand<?> command, @Nullable BankId before, InventoryReported after) {
        if (before == null) {
            return Optional.empty();
        }
        return slotOf(command).flatMap(slot -> judge(slot, before, after));
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
