package io.devicegateway.app.http;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.KnownFact;
import io.devicegateway.api.Presence;
import io.devicegateway.api.SlotState;
import io.devicegateway.registry.Registry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A registry in memory, for one test. */
final class FakeRegistry implements Registry {
    final Map<DeviceId, RegisteredDevice> devices = new ConcurrentSkipListMap<>();
    final List<UnknownDevice> unknown = new CopyOnWriteArrayList<>();

    /** Sets what events would have told. */
    void know(DeviceId id, Presence.State state, List<SlotState> slots, List<KnownFact> facts) {
        RegisteredDevice device = devices.get(id);
        TreeMap<Integer, SlotState> bySlot = new TreeMap<>();
        slots.forEach(slot -> bySlot.put(slot.report().slot(), slot));
        Presence presence = new Presence(id, state, Presence.Reason.CONNECTED, "");
        devices.put(
                id,
                new RegisteredDevice(
                        id,
                        device.labels(),
                        device.enabled(),
                        device.disabledReason(),
                        presence,
                        null,
                        7,
                        bySlot,
                        facts));
    }

    @Override
    public Admission admit(DeviceId id, String remote) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public Optional<RegisteredDevice> find(DeviceId id) {
        return Optional.ofNullable(devices.get(id));
    }

    @Override
    public Stream<RegisteredDevice> all() {
        return List.copyOf(devices.values()).stream();
    }

    @Override
    public RegisteredDevice put(DeviceId id, Map<String, String> labels, boolean enabled, String disabledReason) {
        return devices.compute(
                id,
                (key, old) -> old == null
                        ? new RegisteredDevice(
                                id,
                                Map.copyOf(labels),
                                enabled,
                                disabledReason,
                                new Presence(id, Presence.State.OFFLINE, Presence.Reason.NEVER_SEEN, ""),
                                null,
                                0,
                                new TreeMap<>(),
                                List.of())
                        : new RegisteredDevice(
                                id,
                                Map.copyOf(labels),
                                enabled,
                                disabledReason,
                                old.presence(),
                                old.presenceAt(),
                                old.epoch(),
                                old.slots(),
                                old.facts()));
    }

    @Override
    public boolean remove(DeviceId id) {
        return devices.remove(id) != null;
    }

    @Override
    public List<UnknownDevice> unknownDevices() {
        return List.copyOf(unknown);
    }

    @Override
    public void apply(EventRecord record) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public long appliedOffset() {
        return 0;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public List<RegisteredDevice> putAll(List<Listing> listings) {
        return listings.stream()
                .map(each -> put(each.id(), each.labels(), each.enabled(), each.disabledReason()))
                .toList();
    }

    @Override
    public boolean knowsBank(BankId bank) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public String writeProblem() {
        return null;
    }
}
