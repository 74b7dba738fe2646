package io.devicegateway.registry;

import io.devicegateway.api.BankFound;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.ChargingEvent;
import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceInfo;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.LaneCounters;
import io.devicegateway.api.LaneState;
import io.devicegateway.api.LaneStates;
import io.devicegateway.api.MalformedMessage;
import io.devicegateway.api.Measurement;
import io.devicegateway.api.Presence;
import io.devicegateway.api.ReleaseFailed;
import io.devicegateway.api.Restocked;
import io.devicegateway.api.ReturnFailed;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import io.devicegateway.api.UnknownEvent;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.api.VendItem;
import io.devicegateway.api.VendResult;
import io.devicegateway.registry.Registry.RegisteredDevice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the events say of each device, in memory. It is a function of the events in their order and of nothing else, so
 * that applying them again after a crash gives the same. Everybody may read at any time; one thread at a time changes it, and
 * collects what it changed.
 *
 * <p>What an older session of a device still says of presence, slots and facts changes nothing once a newer one has spoken; a
 * return or a release happened all the same, whichever session reported it.
 */
final class KnownDevices {
    private final Map<DeviceId, RegisteredDevice> devices = new ConcurrentHashMap<>();
    private final StateJson json;
    private final BankIndex banks;
    private final DetailBudget budget;
    private final boolean registersNewcomers;
    private final Set<DeviceId> changed = new HashSet<>();
    private final List<Long> newBanks = new ArrayList<>();
    private long ignored;

    /**
     * @param json how facts are kept
     * @param registersNewcomers whether a device that connects and is not known is taken up
     * @param maxBanks most banks remembered
     * @param budget for what all of them tell
     */
    KnownDevices(StateJson json, boolean registersNewcomers, int maxBanks, DetailBudget budget) {
        this.json = json;
        this.registersNewcomers = registersNewcomers;
        banks = new BankIndex(maxBanks);
        this.budget = budget;
    }

    // reading: any thread

    @Nullable
    RegisteredDevice find(DeviceId id) {
        return devices.get(id);
    }

    Collection<RegisteredDevice> all() {
        return devices.values();
    }

    int size() {
        return devices.size();
    }

    /** Devices that give way to others: of those that only ever connected and are gone, the ones not seen for longest. */
    List<DeviceId> givingWay(int most) {
        return devices.values().stream()
                .filter(KnownDevices::isUnconfirmed)
                .sorted(Comparator.comparing(device -> Objects.requireNonNull(device.presenceAt())))
                .limit(most)
                .map(RegisteredDevice::id)
                .toList();
    }

    /** Nobody said anything of it, and it never told of what is in it. */
    private static boolean isUnconfirmed(RegisteredDevice device) {
        return device.presenceAt() != null
                && device.presence().state() == Presence.State.OFFLINE
                && device.enabled()
                && device.labels().isEmpty()
                && device.slots().isEmpty()
                && device.lanes().isEmpty();
    }

    boolean knows(BankId bank) {
        return banks.knows(bank);
    }

    int bankCount() {
        return banks.size();
    }

    // changing: one thread at a time

    /** How many events were about devices that are not registered. */
    long ignored() {
        return ignored;
    }

    /** Takes a device as it was stored. Where two devices claim a bank, the later event is right. */
    void load(RegisteredDevice device) {
        keep(device);
        for (SlotState slot : device.slots().values()) {
            BankId bank = slot.report().bank();
            if (bank != null && !isHeldSince(bank, slot.offset())) {
                noteBank(bank, device.id());
            }
        }
    }

    private boolean isHeldSince(BankId bank, long offset) {
        DeviceId holder = banks.holder(bank);
        RegisteredDevice other = holder == null ? null : devices.get(holder);
        if (other == null) {
            return false;
        }
        SlotState slot = other.slots().get(table(other).slotOf(bank));
        return slot != null && slot.offset() > offset;
    }

    /** Takes a bank as it was stored, by its hash. Before any device. */
    void loadBank(long hash) {
        banks.note(hash, null);
    }

    /** Puts a device in, or in the place of what was known of it. */
    void put(RegisteredDevice device) {
        keep(device);
        changed.add(device.id());
    }

    /** The same where the store has it already. */
    void replace(RegisteredDevice device) {
        keep(device);
    }

    private void keep(RegisteredDevice device) {
        devices.put(device.id(), budget.within(devices.get(device.id()), device));
    }

    boolean remove(DeviceId id) {
        RegisteredDevice removed = devices.remove(id);
        changed.remove(id);
        if (removed == null) {
            return false;
        }
        budget.free(removed);
        for (SlotState slot : removed.slots().values()) {
            letGo(slot.report().bank(), id);
        }
        return true;
    }

    /** Gives the devices that changed since it was last asked. */
    Set<DeviceId> takeChanged() {
        Set<DeviceId> taken = Set.copyOf(changed);
        changed.clear();
        return taken;
    }

    void markChanged(Collection<DeviceId> ids) {
        ids.stream().filter(devices::containsKey).forEach(changed::add);
    }

    /** Gives the hashes of the banks that were first seen since it was last asked. */
    List<Long> takeNewBanks() {
        List<Long> taken = List.copyOf(newBanks);
        newBanks.clear();
        return taken;
    }

    void markNew(Collection<Long> unwritten) {
        newBanks.addAll(unwritten);
    }

    /** Takes an event into what is known. */
    @SuppressWarnings("ReferenceEquality") // an event that changes nothing leaves the very same device
    void apply(EventRecord record) {
        RegisteredDevice device = devices.get(record.device());
        if (device == null) {
            device = newcomer(record);
            if (device == null) {
                ignored++;
                return;
            }
        }
        RegisteredDevice after = after(device, record);
        if (record.epoch() > after.epoch()) {
            after = after.with(after.presence(), after.presenceAt(), record.epoch());
        }
        if (after != device) {
            put(after);
        }
    }

    /** A device that is not known comes into being by connecting; what else is heard of one that was removed does not bring it back. */
    private @Nullable RegisteredDevice newcomer(EventRecord record) {
        boolean connects = record.event() instanceof Presence presence
                && (presence.reason() == Presence.Reason.CONNECTED || presence.reason() == Presence.Reason.TAKEN_OVER);
        return registersNewcomers && connects ? unseen(record.device()) : null;
    }

    /** A device of which nothing is known yet. */
    static RegisteredDevice unseen(DeviceId id) {
        Presence never = new Presence(id, Presence.State.OFFLINE, Presence.Reason.NEVER_SEEN, "");
        return new RegisteredDevice(
                id, Map.of(), true, null, never, null, 0, SlotTable.EMPTY, LaneTable.EMPTY, List.of());
    }

    private RegisteredDevice after(RegisteredDevice device, EventRecord record) {
        boolean superseded = record.epoch() != 0 && record.epoch() < device.epoch();
        return switch (record.event()) {
            case Presence presence -> superseded ? device : presence(device, presence, record);
            case BankReturned returned -> returned(device, returned, record);
            case BankReleased released -> released(device, released, record);
            case InventoryReported inventory -> superseded ? device : inventory(device, inventory, record);
            case ReturnRejected rejected -> device;
            case ReturnFailed failed -> device;
            case ReleaseFailed failed -> device;
            case BankFound found -> device;
            case DeviceInfo info -> superseded ? device : fact(device, info, record);
            case Measurement measurement -> device;
            case VendResult result -> withLanes(device, LaneTable.result(device.lanes(), result, record));
            case LaneStates states ->
                superseded ? device : withLanes(device, LaneTable.states(device.lanes(), states, record));
            case LaneCounters counters ->
                superseded ? device : withLanes(device, LaneTable.counters(device.lanes(), counters, record));
            case Restocked restocked -> withLanes(device, LaneTable.restocked(device.lanes(), record));
            case CommandEvent.CommandIssued issued -> issued(device, issued, record);
            case CommandEvent command -> device;
            case UnknownMessage message -> device;
            case UnknownEvent event -> device;
            case MalformedMessage message -> device;
            case ChargingEvent charging -> device;
        };
    }

    private static RegisteredDevice issued(
            RegisteredDevice device, CommandEvent.CommandIssued issued, EventRecord record) {
        return issued.command() instanceof VendItem sale
                ? withLanes(device, LaneTable.issued(device.lanes(), sale, record))
                : device;
    }

    private static RegisteredDevice presence(RegisteredDevice device, Presence presence, EventRecord record) {
        Presence own = new Presence(device.id(), presence.state(), presence.reason(), presence.detail());
        return device.with(own, time(record), device.epoch());
    }

    private RegisteredDevice fact(RegisteredDevice device, DeviceInfo info, EventRecord record) {
        FactTable known =
                device.facts() instanceof FactTable table ? table : new FactTable(json, device.id(), StateJson.NOTHING);
        FactTable facts = known.with(info, record.offset(), StateJson.micros(time(record)));
        return device.with(device.slots(), device.lanes(), facts);
    }

    private RegisteredDevice returned(RegisteredDevice device, BankReturned event, EventRecord record) {
        SlotTable before = table(device);
        BankId displaced = before.bankIn(event.slot());
        if (displaced != null && !displaced.equals(event.bank())) {
            letGo(displaced, device.id());
        }
        SlotTable slots = moveHere(event.bank(), before, device.id(), record);
        SlotReport report = new SlotReport(event.slot(), SlotContent.BANK, event.bank(), null);
        return withSlots(device, slots.with(new SlotState(report, record.offset(), time(record), true)));
    }

    private RegisteredDevice released(RegisteredDevice device, BankReleased event, EventRecord record) {
        SlotTable slots = table(device);
        letGo(slots.bankIn(event.slot()), device.id());
        BankId bank = event.bank();
        if (bank != null) {
            slots = moveHere(bank, slots, device.id(), record);
            noteBank(bank, null);
        }
        return withSlots(device, slots.with(nothing(event.slot(), SlotContent.EMPTY, record)));
    }

    private RegisteredDevice inventory(RegisteredDevice device, InventoryReported event, EventRecord record) {
        SlotTable before = table(device);
        SlotTable slots = before;
        if (event.complete()) {
            for (SlotState known : before.values()) {
                letGo(known.report().bank(), device.id());
                slots = slots.with(nothing(known.report().slot(), SlotContent.EMPTY, record));
            }
        }
        for (SlotReport report : event.slots()) {
            letGo(slots.bankIn(report.slot()), device.id());
            BankId bank = report.bank();
            if (bank != null) {
                slots = moveHere(bank, slots, device.id(), record);
            }
            slots = slots.with(reported(report, before.get(report.slot()), record));
        }
        return withSlots(device, slots);
    }

    /** A bank that was returned and is still there stays returned; only its charge is news. */
    private static SlotState reported(SlotReport report, @Nullable SlotState before, EventRecord record) {
        BankId bank = report.bank();
        if (before != null
                && before.returned()
                && bank != null
                && bank.equals(before.report().bank())) {
            return new SlotState(report, before.offset(), before.at(), true);
        }
        return new SlotState(report, record.offset(), time(record), false);
    }

    /** A bank is in one place only: whoever was believed to hold it does not any more. Answers this device's slots without it. */
    private SlotTable moveHere(BankId bank, SlotTable slots, DeviceId here, EventRecord record) {
        DeviceId holder = banks.holder(bank);
        RegisteredDevice other = holder == null || holder.equals(here) ? null : devices.get(holder);
        if (other != null) {
            put(withSlots(other, without(bank, table(other), record)));
        }
        noteBank(bank, here);
        return without(bank, slots, record);
    }

    private static SlotTable without(BankId bank, SlotTable slots, EventRecord record) {
        int slot = slots.slotOf(bank);
        return slot < 0 ? slots : slots.with(nothing(slot, SlotContent.UNKNOWN, record));
    }

    private static SlotState nothing(int slot, SlotContent content, EventRecord record) {
        return new SlotState(new SlotReport(slot, content, null, null), record.offset(), time(record), false);
    }

    private void noteBank(BankId bank, @Nullable DeviceId holder) {
        long hash = BankIndex.hash(bank);
        if (banks.note(hash, holder)) {
            newBanks.add(hash);
        }
    }

    private void letGo(@Nullable BankId bank, DeviceId holder) {
        if (bank != null && Objects.equals(banks.holder(bank), holder)) {
            banks.note(BankIndex.hash(bank), null);
        }
    }

    private static SlotTable table(RegisteredDevice device) {
        return SlotTable.of(device.slots());
    }

    private static RegisteredDevice withSlots(RegisteredDevice device, SlotTable slots) {
        return device.with(slots, device.lanes(), device.facts());
    }

    private static RegisteredDevice withLanes(RegisteredDevice device, SortedMap<Integer, LaneState> lanes) {
        return device.with(device.slots(), lanes, device.facts());
    }

    /** As precise as it is stored, so that a restart changes nothing. */
    private static Instant time(EventRecord record) {
        return record.receivedAt().truncatedTo(ChronoUnit.MICROS);
    }
}
