package io.devicegateway.session;

import io.devicegateway.api.BankId;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.WhenOffline;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A command under way, from the call to its one result. */
final class PendingCommand {
    private final String id;
    private final DeviceCommand<?> command;
    private final CommandOptions options;
    private final long acceptedAt;
    private final boolean internal;
    private final CompletableFuture<CommandResult<?>> result = new CompletableFuture<>();
    private volatile boolean issued;
    private volatile @Nullable BankId bankBefore;
    private volatile @Nullable Integer vendedBefore;

    /**
     * @param acceptedAt on the ticker's scale
     * @param internal whether the protocol itself asks, so that it is neither journalled nor told to anybody
     */
    PendingCommand(String id, DeviceCommand<?> command, CommandOptions options, long acceptedAt, boolean internal) {
        this.id = id;
        this.command = command;
        this.options = options;
        this.acceptedAt = acceptedAt;
        this.internal = internal;
    }

    String id() {
        return id;
    }

    DeviceCommand<?> command() {
        return command;
    }

    @Nullable
    String key() {
        return options.idempotencyKey();
    }

    CommandOptions options() {
        return options;
    }

    long acceptedAt() {
        return acceptedAt;
    }

    boolean isInternal() {
        return internal;
    }

    /** Whether it may wait for a device that is offline, now that nothing of it was journalled. */
    boolean mayWait() {
        return !internal && !issued && options.whenOffline() != WhenOffline.NOT_SENT;
    }

    /** Whether its issue is, or may be, in the journal. */
    boolean isIssued() {
        return issued;
    }

    /**
     * @param slotHeld for a command on a slot, the bank known to be in it; null when none is
     * @param laneVended for a sale, what its lane has given out; null when not known
     */
    void markIssued(@Nullable BankId slotHeld, @Nullable Integer laneVended) {
        bankBefore = slotHeld;
        vendedBefore = laneVended;
        issued = true;
    }

    /** For a command on a slot, the bank that was known to be in it when it was issued; null when none was. */
    @Nullable
    BankId bankBefore() {
        return bankBefore;
    }

    /** For a sale, what its lane had given out when it was issued; null when that was not known. */
    @Nullable
    Integer vendedBefore() {
        return vendedBefore;
    }

    CompletableFuture<CommandResult<?>> result() {
        return result;
    }
}
