package io.devicegateway.protocol;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command as this protocol puts it.
 *
 * @param message what to write
 * @param replyKey equal to the key in the {@link Effect.Answer} or {@link Effect.Refuse} that settles it; one command
 *     waits for a key at a time, others queue
 * @param timeout how long to wait for the reply unless the caller set a deadline
 * @param fallback what to write once instead when the first half of that time brought nothing, for a
 *     {@link io.devicegateway.api.Safety#READ} that older devices know by another code; null for none
 * @param forgets scopes, see {@link Effect.DedupKey}, of which the next report answers this command and counts as new,
 *     whatever was reported before
 * @param turn commands with an equal turn are written one after the other, each when the one before has settled; the reply
 *     key, where nothing else is to be kept apart
 * @param before asked when the command's turn has come: what is known then, and what the answer to the
 *     {@linkplain ProtocolSession#stateQuery state query} can be held against
 * @param <M> the protocol's messages
 */
public record Ask<M>(
        M message,
        Object replyKey,
        Duration timeout,
        @Nullable M fallback,
        List<String> forgets,
        Object turn,
        Before before) {
    public Ask {
        forgets = List.copyOf(forgets);
    }

    public Ask(M message, Object replyKey, Duration timeout, @Nullable M fallback, List<String> forgets) {
        this(message, replyKey, timeout, fallback, forgets, replyKey, () -> null);
    }

    public Ask(M message, Object replyKey, Duration timeout, @Nullable M fallback) {
        this(message, replyKey, timeout, fallback, List.of());
    }

    public Ask(M message, Object replyKey, Duration timeout) {
        this(message, replyKey, timeout, null);
    }

    /** What is known before a command. Called on the link's executor. */
    @FunctionalInterface
    public interface Before {
        /** For a sale, what its lane has given out, as the device counts; null when that is not known for certain. */
        @Nullable
        Integer vended();
    }
}
