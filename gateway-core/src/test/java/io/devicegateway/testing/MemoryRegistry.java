package io.devicegateway.testing;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.LaneCondition;
import io.devicegateway.api.LaneState;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Restocked;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import io.devicegateway.api.VendItem;
import io.devicegateway.registry.Registry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A registry in memory that admits everybody who is not disabled, and knows slots and presence. */
public final class MemoryRegistry implements Registry {
    private final Map<DeviceId, RegisteredDevice> devices = new ConcurrentSkipListMap<>();
    private long applied;

    @Override
    public Admission admit(DeviceId id, String remote) {
        RegisteredDevice device = devices.computeIfAbsent(id, MemoryRegistry::fresh);
        return device.enabled()
                ? new Admission.Admitted()
                : new Admission.Denied(String.valueOf(device.disabledReason()));
    }

    private static RegisteredDevice fresh(DeviceId id) {
        return new RegisteredDevice(
                id,
                Map.of(),
                true,
                null,
                new Presence(id, Presence.State.OFFLINE, Presence.Reason.NEVER_SEEN, ""),
                null,
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                List.of());
    }

    @Override
    public Optional<RegisteredDevice> find(DeviceId id) {
        return Optional.ofNullable(devices.get(id));
    }

    @Override
    public Stream<RegisteredDevice> all() {
        return devices.values().stream();
    }

    @Override
    public RegisteredDevice put(
            DeviceId id, Map<String, String> labels, boolean enabled, @Nullable String disabledReason) {
        return devices.compute(id, (key, known) -> {
            RegisteredDevice before = known == null ? fresh(id) : known;
            return new RegisteredDevice(
                    id,
                    labels,
                    enabled,
                    disabledReason,
                    before.presence(),
                    before.presenceAt(),
                    before.epoch(),
                    before.slots(),
                    before.lanes(),
                    before.facts());
        });
    }

    @Override
    public List<RegisteredDevice> putAll(List<Listing> listings) {
        return listings.stream()
                .map(listing -> put(listing.id(), listing.labels(), listing.enabled(), listing.disabledReason()))
                .toList();
    }

    @Override
    public boolean remove(DeviceId id) {
        return devices.remove(id) != null;
    }

    @Override
    public List<UnknownDevice> unknownDevices() {
        return List.of();
    }

    @Override
    public void apply(EventRecord record) {
        if (record.offset() <= applied) {
            return;
        }
        applied = record.offset();
        devices.computeIfPresent(record.device(), (id, device) -> applied(device, record));
    }

    private static RegisteredDevice applied(RegisteredDevice device, EventRecord record) {
        SortedMap<Integer, SlotState> slots = new TreeMap<>(device.slots());
        Presence presence = device.presence();
        switch (record.event()) {
            case Presence changed -> presence = changed;
            case BankReturned back ->
                set(slots, new SlotReport(back.slot(), SlotContent.BANK, back.bank(), null), record, true);
            case BankReleased gone ->
                set(slots, new SlotReport(gone.slot(), SlotContent.EMPTY, null, null), record, false);
            case InventoryReported inventory -> {
                slots.clear();
                inventory.slots().forEach(report -> set(slots, report, record, false));
            }
            default -> {}
        }
        return new RegisteredDevice(
                device.id(),
                device.labels(),
                device.enabled(),
                device.disabledReason(),
                presence,
                record.receivedAt(),
                Math.max(device.epoch(), record.epoch()),
                slots,
                lanes(device, record),
                device.facts());
    }

    /** The order number of the last sale on each lane, until it is restocked; nothing else. */
    private static SortedMap<Integer, LaneState> lanes(RegisteredDevice device, EventRecord record) {
        SortedMap<Integer, LaneState> lanes = new TreeMap<>(device.lanes());
        if (record.event() instanceof CommandEvent.CommandIssued issued && issued.command() instanceof VendItem sale) {
            lanes.put(
                    sale.lane(),
                    new LaneState(
                            sale.lane(),
                            LaneCondition.UNKNOWN,
                            null,
                            sale.order(),
                            record.offset(),
                            record.receivedAt()));
        } else if (record.event() instanceof Restocked) {
            lanes.clear();
        }
        return lanes;
    }

    private static void set(
            SortedMap<Integer, SlotState> slots, SlotReport report, EventRecord record, boolean returned) {
        slots.put(report.slot(), new SlotState(report, record.offset(), record.receivedAt(), returned));
    }

    @Override
    public boolean knowsBank(BankId bank) {
        return devices.values().stream()
                .flatMap(device -> device.slots().values().stream())
                .anyMatch(slot -> bank.equals(slot.report().bank()));
    }

    @Override
    public int room() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int bankRoom() {
        return Integer.MAX_VALUE;
    }

    @Override
    public @Nullable String writeProblem() {
        return null;
    }

    @Override
    public long appliedOffset() {
        return applied;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
