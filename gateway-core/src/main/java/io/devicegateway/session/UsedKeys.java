package io.devicegateway.session;

import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.session.CommandHistory.RecordedCommand;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys that are in use, and the outcomes that they name. A key stays here from the call until the history has its
 * outcome; then it is found there. Safe for all threads.
 */
final class UsedKeys {
    private static final int MOST = 100_000;

    private final CommandHistory history;
    private final Evidence evidence;
    private final Map<Key, Named> byKey = new ConcurrentHashMap<>();

    UsedKeys(CommandHistory history, Evidence evidence) {
        this.history = history;
        this.evidence = evidence;
    }

    /** Takes a key for a command. Answers null when it took it, otherwise the outcome that the key names already. */
    @Nullable
    CompletableFuture<CommandResult<?>> take(PendingCommand pending) {
        Key name = keyOf(pending);
        if (name == null) {
            return null;
        }
        Named running = byKey.putIfAbsent(name, new Named(pending.command(), pending.result()));
        return running == null ? null : running.outcomeFor(pending);
    }

    /** Whether no more keys can be kept. */
    boolean isFull() {
        return byKey.size() > MOST;
    }

    /**
     * The outcome that the key of a command names since a time that is not remembered here; null when it was never used.
     *
     * @throws io.devicegateway.store.StoreException if that cannot be found out now
     */
    @Nullable
    CommandResult<?> before(PendingCommand pending) {
        String key = pending.key();
        if (key == null) {
            return null;
        }
        RecordedCommand recorded =
                history.byKey(pending.command().device(), key).orElse(null);
        if (recorded == null) {
            return null;
        }
        CompletableFuture<CommandResult<?>> outcome = CompletableFuture.completedFuture(resultOf(recorded));
        return new Named(recorded.command(), outcome).outcomeFor(pending).join();
    }

    /** How a command that the history tells of ended; unknown when it tells of no end. */
    static CommandResult<?> resultOf(RecordedCommand recorded) {
        CommandResult<?> result = recorded.result();
        return result != null
                ? result
                : new Unknown<>(
                        recorded.commandId(),
                        recorded.epoch(),
                        UnknownReason.GATEWAY_RESTARTED,
                        "the command was issued, and nothing is known of its end");
    }

    /** A command of an earlier run ended now. */
    void remember(RecordedCommand recorded, CommandResult<?> result) {
        String key = recorded.idempotencyKey();
        if (key != null) {
            byKey.put(
                    new Key(recorded.device(), key),
                    new Named(recorded.command(), CompletableFuture.completedFuture(result)));
        }
    }

    /** The key was not used after all. */
    void free(PendingCommand pending) {
        Key name = keyOf(pending);
        if (name != null) {
            byKey.remove(name);
        }
    }

    /** The end of a command is in the journal. */
    void settled(DeviceId device, @Nullable String key, long offset) {
        if (key != null) {
            Key name = new Key(device, key);
            evidence.forgetAfter(offset, () -> byKey.remove(name));
        }
    }

    private static @Nullable Key keyOf(PendingCommand pending) {
        String key = pending.key();
        return key == null ? null : new Key(pending.command().device(), key);
    }

    /** A command as it may be kept: without what nobody should read. */
    static DeviceCommand<?> withoutSecrets(DeviceCommand<?> command) {
        return command instanceof UpgradeSoftware upgrade ? upgrade.withoutPassword() : command;
    }

    private record Key(DeviceId device, String key) {}

    /** What a key names: a command, null when it is not known any more, and its outcome. */
    private record Named(@Nullable DeviceCommand<?> command, CompletableFuture<CommandResult<?>> outcome) {
        CompletableFuture<CommandResult<?>> outcomeFor(PendingCommand asked) {
            return command == null || withoutSecrets(command).equals(withoutSecrets(asked.command()))
                    ? outcome
                    : CompletableFuture.completedFuture(another(asked));
        }

        /** "Not sent" has the customer refunded, so it is said only when nothing was ever sent under the key. */
        private CommandResult<?> another(PendingCommand asked) {
            String detail = "nothing was sent now: idempotency key '" + asked.key() + "' names another command, "
                    + command + "; use a new key";
            return outcome.isDone() && outcome.getNow(null) instanceof NotSent<?>
                    ? new NotSent<>(asked.id(), 0, NotSentReason.INVALID, detail)
                    : new Unknown<>(asked.id(), 0, UnknownReason.USED_BEFORE, detail);
        }
    }
}
