package io.devicegateway.session;

import io.devicegateway.api.BankId;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.WhenOffline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A command under way, from the call to its one result. */
final class PendingCommand {
    private final String id;
    private final DeviceCommand<?> command;
    private final CommandOptions options;
    private final long acceptedAt;
    private final boolean internal;
    private final CompletableFuture<CommandResult<?>> result = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile long until;
    private volatile boolean issued;
    private volatile boolean written;
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
        until = acceptedAt + (options.deadline() == null ? CommandOptions.MAX_DEADLINE : options.deadline()).toNanos();
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

    /** When its outcome is due, on the ticker's scale. */
    long until() {
        return until;
    }

    /** The conversation knows better when its outcome is due. */
    void dueAt(long time) {
        until = time;
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

    /** The journal did not take its issue, for certain. */
    void markNotIssued() {
        issued = false;
    }

    /** Its first byte is about to leave. */
    void markWritten() {
        written = true;
    }

    boolean isWritten() {
        return written;
    }

    /** Claims to say how it ended. Answers false when somebody did before: only one may. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }

    boolean isEnded() {
        return ended.get();
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

    /** Its outcome, once it may be told. What hangs on this runs on internal threads, so it only hands tasks on. */
    CompletableFuture<CommandResult<?>> result() {
        return result;
    }
}
