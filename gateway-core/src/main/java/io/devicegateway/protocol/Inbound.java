package io.devicegateway.protocol;

import io.devicegateway.api.Presence;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where a transport delivers what one device sends. Called on the link's executor only. */
public interface Inbound {
    /**
     * Takes one frame. Never throws for what the frame says.
     *
     * @return null when nothing has to become durable on its account; otherwise completes, on any thread, when everything
     *     that it caused is durable, and fails if it could not be made so
     */
    @Nullable
    CompletableFuture<Void> receive(byte[] frame);

    /**
     * Takes one frame from a transport that hands over again what was not acknowledged.
     *
     * @param redelivered whether the transport says that it may have handed this one over before
     * @return as {@link #receive(byte[])}; fails with a {@link java.util.concurrent.CancellationException} when the
     *     conversation has ended, so that the frame is not taken for dealt with; and with {@link Refused} when what it
     *     caused can never be made durable
     */
    default @Nullable CompletableFuture<Void> receive(byte[] frame, boolean redelivered) {
        return receive(frame);
    }

    /**
     * The same for a frame that has waited on its way, as at a broker, nobody knows for how long: what it tells counts, but that
     * it came is no sign of life. A device of which nothing else was heard is shown as stale, and gets no command with a physical
     * effect.
     *
     * @param redelivered as for {@link #receive(byte[], boolean)}
     */
    default @Nullable CompletableFuture<Void> receiveStored(byte[] frame, boolean redelivered) {
        return receive(frame, redelivered);
    }

    /**
     * Bytes were passed over that belong to no frame.
     *
     * @param kind under which name to count it
     */
    void skipped(byte[] bytes, String kind);

    /** The connection has ended. Said once, whoever ended it. */
    void closed(Presence.Reason reason, String detail);

    /**
     * What a frame caused can never be made durable, however often it comes, as when it is too large. An event that says so, with
     * the frame's bytes, is durable. The transport keeps the frame where it keeps what cannot be understood, if there is such a
     * place, and takes it for dealt with.
     */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Starts a conversation for a new connection. */
    @FunctionalInterface
    interface Opener {
        /** The conversation over this link. */
        Inbound open(Link link);
    }
}
