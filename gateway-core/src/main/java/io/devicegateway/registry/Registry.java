package io.devicegateway.registry;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.KnownFact;
import io.devicegateway.api.Presence;
import io.devicegateway.api.SlotState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which devices exist, what is known of each, and which tried to connect and are not known. Reads are answered from
 * memory and never block; writes are durable when the call returns, except {@link #apply}, which is durable when
 * {@link #appliedOffset()} says so after a restart.
 */
public interface Registry extends AutoCloseable {
    /**
     * Whether a device may connect. In the mode {@code open} an unknown one is registered by this; in the mode
     * {@code listed} it is denied and noted in the inbox. Never blocks.
     */
    Admission admit(DeviceId id, String remote);

    /** What is known of a device. */
    Optional<RegisteredDevice> find(DeviceId id);

    /** All devices, ordered by id; a snapshot. */
    Stream<RegisteredDevice> all();

    /** Registers a device, or changes its labels and whether it is enabled. */
    RegisteredDevice put(DeviceId id, Map<String, String> labels, boolean enabled, @Nullable String disabledReason);

    /** Removes a device and all that is known of it. Answers whether it was there. */
    boolean remove(DeviceId id);

    /** Devices that were denied as unknown, latest first; bounded. */
    List<UnknownDevice> unknownDevices();

    /** Takes an event into what is known. Called in journal order; one that was applied before changes nothing. */
    void apply(EventRecord record);

    /** Offset up to which events are applied in a way that survives a restart. */
    long appliedOffset();

    /** Writes what is pending. */
    void flush();

    @Override
    void close();

    /**
     * What is known of a device, without its live session.
     *
     * @param disabledReason null while it is enabled
     * @param presence the last presence journalled
     * @param presenceAt when; null when never
     * @param epoch epoch of its latest journalled session; 0 for none
     */
    record RegisteredDevice(
            DeviceId id,
            Map<String, String> labels,
            boolean enabled,
            @Nullable String disabledReason,
            Presence presence,
            @Nullable Instant presenceAt,
            long epoch,
            SortedMap<Integer, SlotState> slots,
            List<KnownFact> facts) {
        /** Whether the last the gateway knows of this bank is that its return to this device was accepted. */
        public boolean holdsReturned(BankId bank) {
            return slots.values().stream()
                    .anyMatch(
                            slot -> slot.returned() && bank.equals(slot.report().bank()));
        }

        /** The bank last known in a slot; null for none. */
        public @Nullable BankId bankIn(int slot) {
            SlotState state = slots.get(slot);
            return state == null ? null : state.report().bank();
        }
    }

    /**
     * A device that was denied because it is not listed.
     *
     * @param attempts how often, since it is in the inbox
     */
    record UnknownDevice(DeviceId id, String remote, Instant firstSeen, Instant lastSeen, long attempts) {}
}
