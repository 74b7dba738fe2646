package io.devicegateway.session;

import io.devicegateway.protocol.Ask;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A command with its place in a conversation. Touched on the link's executor only.
 *
 * @param <M> the protocol's messages
 */
final class CommandEntry<M> {
    final PendingCommand pending;
    final Ask<M> ask;
    final long deadline;
    final Duration patience;
    Timers.@Nullable Cancellation timer;
    long writtenAt;
    /** Among everything that was written on its connection; 0 while it is not. */
    long number;

    boolean written;
    boolean over;

    @Nullable
    String doubt;

    /**
     * @param deadline when its outcome is due, on the ticker's scale
     * @param patience the same as a span, for people
     */
    private CommandEntry(PendingCommand pending, Ask<M> ask, long deadline, Duration patience) {
        this.pending = pending;
        this.ask = ask;
        this.deadline = deadline;
        this.patience = patience;
    }

    /** A command's place, with its deadline. */
    static <M> CommandEntry<M> of(PendingCommand pending, Ask<M> ask, long now) {
        Duration asked = pending.options().deadline();
        Duration patience = asked == null ? ask.timeout() : asked;
        long until = pending.acceptedAt() + patience.toNanos();
        if (pending.mayWait()) {
            // Its deadline is for the device to come back; the reply is waited for no longer than for any other.
            long here = now + ask.timeout().toNanos();
            until = here - until < 0 ? here : until;
            patience = Duration.ofNanos(Math.max(0, until - now));
        }
        return new CommandEntry<>(pending, ask, until, patience);
    }

    /** It waits for nothing any more. */
    void end() {
        over = true;
        Timers.Cancellation running = timer;
        if (running != null) {
            running.cancel();
        }
    }

    /** Whether a reply would be for it. */
    boolean isAnswerable() {
        return written && !over;
    }
}
