package io.devicegateway.registry;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.KnownFact;
import io.devicegateway.api.LaneState;
import io.devicegateway.api.Presence;
import io.devicegateway.api.SlotState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
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

    /**
     * Registers a device, or changes its labels and whether it is enabled.
     *
     * @throws IllegalArgumentException if a label is not acceptable, see {@link Listing}
     * @throws IllegalStateException if there is no room for one more device
     * @throws io.devicegateway.store.StoreException if it cannot be written; nothing has changed then
     */
    default RegisteredDevice put(
            DeviceId id, Map<String, String> labels, boolean enabled, @Nullable String disabledReason) {
        return putAll(List.of(new Listing(id, labels, enabled, disabledReason))).getFirst();
    }

    /** The same for many devices, all or none of them. Answers them in their order. */
    List<RegisteredDevice> putAll(List<Listing> listings);

    /**
     * Removes a device and all that is known of it. Answers whether it was there. Where admission is open, it is registered
     * anew when it connects again: to keep a device out, disable it.
     *
     * @throws io.devicegateway.store.StoreException if it cannot be written; nothing has changed then
     */
    boolean remove(DeviceId id);

    /** Devices that were denied as unknown, latest first; bounded. */
    List<UnknownDevice> unknownDevices();

    /** Takes an event into what is known. Called in journal order; one that was applied before changes nothing. */
    void apply(EventRecord record);

    /** Offset up to which events are applied in a way that survives a restart. */
    long appliedOffset();

    /** Whether a bank was ever seen: in a slot, returned, or released. */
    boolean knowsBank(BankId bank);

    /**
     * Writes what is pending.
     *
     * @throws io.devicegateway.store.StoreException if it cannot be written; it stays pending
     */
    void flush();

    /** How many more devices it has room for; at 0 one that is not known is denied. */
    int room();

    /** How many more power banks it can remember; at 0 one that is seen for the first time is not known afterwards. */
    int bankRoom();

    /**
     * Why what events say cannot be written now, in English words; null while it can. Reads stay right meanwhile, and writing is
     * tried again by itself.
     */
    @Nullable
    String writeProblem();

    /** Writes what is pending and ends. */
    @Override
    void close();

    /**
     * What an operator says of a device.
     *
     * @param labels at most 32; keys are 1 to 64 of {@code A-Z a-z 0-9 . _ -}, values at most 256 characters
     * @param disabledReason at most 256 characters; ignored while it is enabled, and when it is null then something is put there
     */
    record Listing(
            DeviceId id,
            Map<String, String> labels,
            boolean enabled,
            @Nullable String disabledReason) {
        private static final int MOST_LABELS = 32;
        private static final int LONGEST_TEXT = 256;
        private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

        public Listing {
            labels = Map.copyOf(labels);
            if (labels.size() > MOST_LABELS) {
                throw new IllegalArgumentException(
                        id + " has " + labels.size() + " labels; at most " + MOST_LABELS + " are kept");
            }
            labels.forEach((key, value) -> {
                if (!KEY.matcher(key).matches()) {
                    throw new IllegalArgumentException(
                            "label key '" + key + "' of " + id + " is not 1 to 64 letters, digits, dots, _ or -");
                }
                if (value.length() > LONGEST_TEXT) {
                    throw new IllegalArgumentException(
                            "label '" + key + "' of " + id + " is longer than " + LONGEST_TEXT + " characters");
                }
            });
            if (enabled) {
                disabledReason = null;
            } else if (disabledReason == null || disabledReason.isBlank()) {
                disabledReason = "disabled by an operator";
            } else if (disabledReason.length() > LONGEST_TEXT) {
                throw new IllegalArgumentException(
                        "the reason why " + id + " is disabled is longer than " + LONGEST_TEXT + " characters");
            }
        }
    }

    /**
     * What is known of a device, without its live session. Immutable.
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
            SortedMap<Integer, LaneState> lanes,
            List<KnownFact> facts) {
        /** The same with other details. */
        RegisteredDevice with(
                SortedMap<Integer, SlotState> slots, SortedMap<Integer, LaneState> lanes, List<KnownFact> facts) {
            return new RegisteredDevice(
                    id, labels, enabled, disabledReason, presence, presenceAt, epoch, slots, lanes, facts);
        }

        /** The same with other news of its sessions. */
        RegisteredDevice with(Presence presence, @Nullable Instant presenceAt, long epoch) {
            return new RegisteredDevice(
                    id, labels, enabled, disabledReason, presence, presenceAt, epoch, slots, lanes, facts);
        }

        /** The same as an operator wants it. */
        RegisteredDevice with(Listing listing) {
            return new RegisteredDevice(
                    id,
                    listing.labels(),
                    listing.enabled(),
                    listing.disabledReason(),
                    presence,
                    presenceAt,
                    epoch,
                    slots,
                    lanes,
                    facts);
        }

        /** Whether the last the gateway knows of this bank is that its return to this device was accepted. */
        public boolean holdsReturned(BankId bank) {
            if (slots instanceof SlotTable packed) {
                return packed.holdsReturned(bank);
            }
            return slots.values().stream()
                    .anyMatch(
                            slot -> slot.returned() && bank.equals(slot.report().bank()));
        }

        /** The bank last known in a slot; null for none. */
        public @Nullable BankId bankIn(int slot) {
            if (slots instanceof SlotTable packed) {
                return packed.bankIn(slot);
            }
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
