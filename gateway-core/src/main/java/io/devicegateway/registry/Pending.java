package io.devicegateway.registry;

import io.devicegateway.api.DeviceId;
import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.registry.Registry.UnknownDevice;
import io.devicegateway.registry.RegistryTables.Batch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What changed in memory and is not written yet. What cannot be written, for whatever reason, is pending again. */
final class Pending {
    private final KnownDevices devices;
    private final UnknownInbox inbox;

    Pending(KnownDevices devices, UnknownInbox inbox) {
        this.devices = devices;
        this.inbox = inbox;
    }

    /** What is pending, as it is now, which is what the journal says up to the applied offset, and what an operator wants with it. */
    Batch take(Map<DeviceId, RegisteredDevice> listed, Set<DeviceId> removed, long applied) {
        Set<DeviceId> changedIds = Set.of();
        Set<DeviceId> inboxIds = Set.of();
        List<Long> newBanks = List.of();
        boolean taken = false;
        try {
            changedIds = devices.takeChanged();
            inboxIds = inbox.takeChanged();
            newBanks = devices.takeNewBanks();
            Batch batch = batch(listed, removed, changedIds, inboxIds, newBanks, applied);
            taken = true;
            return batch;
        } finally {
            if (!taken) {
                devices.markChanged(changedIds);
                inbox.markChanged(inboxIds);
                devices.markNew(newBanks);
            }
        }
    }

    private Batch batch(
            Map<DeviceId, RegisteredDevice> listed,
            Set<DeviceId> removed,
            Set<DeviceId> changedIds,
            Set<DeviceId> inboxIds,
            List<Long> newBanks,
            long applied) {
        Collection<RegisteredDevice> changed = new ArrayList<>(listed.values());
        for (DeviceId id : changedIds) {
            RegisteredDevice device = devices.find(id);
            if (device != null && !listed.containsKey(id) && !removed.contains(id)) {
                changed.add(device);
            }
        }
        List<UnknownDevice> unknown = new ArrayList<>();
        Set<DeviceId> known = new HashSet<>(listed.keySet());
        for (DeviceId id : inboxIds) {
            UnknownDevice device = inbox.find(id);
            if (device == null) {
                known.add(id);
            } else if (!known.contains(id)) {
                unknown.add(device);
            }
        }
        return new Batch(changed, removed, unknown, known, newBanks, applied);
    }

    /** A batch could not be written. */
    void putBack(Batch batch) {
        devices.markChanged(batch.changed().stream().map(RegisteredDevice::id).toList());
        devices.markChanged(batch.removed());
        devices.markNew(batch.newBanks());
        inbox.markChanged(batch.unknown().stream().map(UnknownDevice::id).toList());
        inbox.markChanged(batch.known());
    }
}
