package io.devicegateway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The life of a command, as journalled. */
public sealed interface CommandEvent extends DeviceEvent {
    /** The gateway's id of the command; null for a late reply that fits no command known to the gateway. */
    @Nullable
    String commandId();

    /**
     * Journalled before the command's first byte leaves.
     *
     * @param idempotencyKey the caller's key; null when it gave none
     * @param command the command
     * @param deadline when the outcome is told at the latest, wall clock of the gateway
     * @param bankBefore for a command on a slot, the bank that was known to be in it; null when none was
     * @param vendedBefore for a sale, what the lane had given out as the device counts; null when that was not known
     */
    record CommandIssued(
            DeviceId device,
            String commandId,
            @Nullable String idempotencyKey,
            DeviceCommand<?> command,
            Instant deadline,
            @Nullable BankId bankBefore,
            @Nullable Integer vendedBefore)
            implements CommandEvent {}

    /**
     * The command ended; said exactly once for each command issued.
     *
     * @param idempotencyKey the caller's key; null when it gave none
     */
    record CommandSettled(
            DeviceId device, String commandId, @Nullable String idempotencyKey, CommandResult<?> result)
            implements CommandEvent {}

    /**
     * An answer came when nobody waited for it any more. Its effect happened all the same.
     *
     * @param reply what the device answered; null when it refused
     * @param refusal why it refused; null when it did not
     */
    record LateReply(
            DeviceId device,
            @Nullable String commandId,
            @Nullable DeviceReply reply,
            @Nullable String refusal) implements CommandEvent {}

    /**
     * The state of the device tells what became of a command that ended {@link CommandResult.Unknown}.
     *
     * @param happened whether the command took effect
     * @param evidence what the device reported, in English words
     */
    record CommandResolved(DeviceId device, String commandId, boolean happened, String evidence)
            implements CommandEvent {}
}
