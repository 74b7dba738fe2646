package io.devicegateway.session;

import io.devicegateway.api.BankId;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands that the journal tells of, read when the gateway starts and when a caller repeats a key. */
public interface CommandHistory {
    /** The command that was sent to this device with this idempotency key. */
    Optional<RecordedCommand> byKey(DeviceId device, String idempotencyKey);

    /** The id of the command that sent this order number to this device. */
    Optional<String> byOrder(DeviceId device, String order);

    /** The command of this id; empty when it is not kept any more. */
    default Optional<RecordedCommand> byId(String commandId) {
        return Optional.empty();
    }

    /** Commands that were issued and never settled. */
    List<RecordedCommand> open();

    /** Commands that ended in an unknown outcome at most this long ago and were not resolved. */
    List<RecordedCommand> unresolved(Duration atMostAgo);

    /** Offset of the journal up to which this is found here, also after a crash; below the first offset when nothing is. */
    default long appliedOffset() {
        return -1;
    }

    /** Why it does not follow the journal, in English words; null while it does. */
    default @Nullable String problem() {
        return null;
    }

    /** No commands before this process. */
    CommandHistory NONE = new CommandHistory() {
        @Override
        public Optional<RecordedCommand> byKey(DeviceId device, String idempotencyKey) {
            return Optional.empty();
        }

        @Override
        public Optional<String> byOrder(DeviceId device, String order) {
            return Optional.empty();
        }

        @Override
        public List<RecordedCommand> open() {
            return List.of();
        }

        @Override
        public List<RecordedCommand> unresolved(Duration atMostAgo) {
            return List.of();
        }
    };

    /**
     * A command as journalled.
     *
     * @param idempotencyKey null when the caller gave none
     * @param command null when it was settled without having been issued
     * @param bankBefore for a command on a slot, the bank that was known to be in it; null when none was
     * @param vendedBefore for a sale, what its lane had given out; null when that was not known
     * @param epoch epoch of the session it was issued in
     * @param at when it was issued, or settled if never issued
     * @param result null while it is not settled
     */
    record RecordedCommand(
            DeviceId device,
            String commandId,
            @Nullable String idempotencyKey,
            @Nullable DeviceCommand<?> command,
            @Nullable BankId bankBefore,
            @Nullable Integer vendedBefore,
            long epoch,
            Instant at,
            @Nullable CommandResult<?> result) {}
}
