package io.devicegateway.registry;

import io.devicegateway.api.DeviceId;
import io.devicegateway.registry.Registry.UnknownDevice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The devices that were denied as unknown, the one seen last at the end; the one not seen for longest gives way. Not for two threads at once. */
final class UnknownInbox {
    private static final int LONGEST_REMOTE = 128;

    private final int size;
    private final Map<DeviceId, UnknownDevice> devices = new LinkedHashMap<>();
    private final Set<DeviceId> changed = new HashSet<>();
    /** Which have a row on the disk, so that one that comes and goes in between leaves no trace and takes no memory. */
    private final Set<DeviceId> stored = new HashSet<>();

    UnknownInbox(int size) {
        this.size = size;
    }

    /** Notes an attempt. Answers whether another device had to give way. */
    boolean note(DeviceId id, String remote, Instant at) {
        UnknownDevice known = devices.remove(id);
        String shortened = remote.length() <= LONGEST_REMOTE ? remote : remote.substring(0, LONGEST_REMOTE);
        devices.put(
                id,
                known == null
                        ? new UnknownDevice(id, shortened, at, at, 1)
                        : new UnknownDevice(id, shortened, known.firstSeen(), at, known.attempts() + 1));
        changed.add(id);
        return shrink();
    }

    /** Takes a device as it was stored, the one seen last at the end. */
    void load(UnknownDevice device) {
        devices.put(device.id(), device);
        stored.add(device.id());
        shrink();
    }

    private boolean shrink() {
        if (devices.size() <= size) {
            return false;
        }
        Iterator<DeviceId> oldest = devices.keySet().iterator();
        DeviceId gone = oldest.next();
        oldest.remove();
        gone(gone);
        return true;
    }

    private void gone(DeviceId id) {
        if (stored.contains(id)) {
            changed.add(id);
        } else {
            changed.remove(id);
        }
    }

    /** A device is no longer unknown. */
    void remove(DeviceId id) {
        if (devices.remove(id) != null) {
            gone(id);
        }
    }

    @Nullable
    UnknownDevice find(DeviceId id) {
        return devices.get(id);
    }

    /** The one seen last first. */
    List<UnknownDevice> all() {
        List<UnknownDevice> all = new ArrayList<>(devices.values());
        Collections.reverse(all);
        return List.copyOf(all);
    }

    int size() {
        return devices.size();
    }

    boolean hasChanges() {
        return !changed.isEmpty();
    }

    /** Gives the devices that changed, or are gone, since it was last asked. */
    Set<DeviceId> takeChanged() {
        Set<DeviceId> taken = Set.copyOf(changed);
        changed.clear();
        for (DeviceId id : taken) {
            if (devices.containsKey(id)) {
                stored.add(id);
            } else {
                stored.remove(id);
            }
        }
        return taken;
    }

    /** What was taken could not be written: it is still to be. */
    void markChanged(Collection<DeviceId> ids) {
        changed.addAll(ids);
        stored.addAll(ids);
    }
}
