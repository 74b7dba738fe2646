package io.devicegateway.tcp;

import io.devicegateway.api.Presence.Reason;
import io.devicegateway.protocol.Inbound;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ends, and who is told of it, once each: the conversation, and whoever waits until all that was taken is done with.
 * The first reason stands: what fails later fails because of it. Runs on the channel's event loop.
 */
final class Farewell {
    private static final int MOST_DISCARDED = 256 << 10;

    private final TcpListener listener;
    private @Nullable Inbound inbound;
    private @Nullable Reason reason;
    private String detail = "";
    private @Nullable CompletableFuture<Void> drained;
    private int discarded;

    Farewell(TcpListener listener) {
        this.listener = listener;
    }

    /** There is a conversation that is to be told. */
    void to(Inbound opened) {
        inbound = opened;
    }

    /** The reason, unless there is one. */
    void because(Reason why, String inWords) {
        if (reason == null) {
            reason = why;
            detail = inWords;
        }
    }

    /** Null until there is one. */
    @Nullable
    Reason reason() {
        return reason;
    }

    /** In English words; may be empty. */
    String detail() {
        return detail;
    }

    /** Somebody waits until all that was taken is durable and answered. */
    void drainFor(CompletableFuture<Void> waiting) {
        drained = waiting;
    }

    boolean isDraining() {
        return drained != null;
    }

    void tellDrained() {
        CompletableFuture<Void> waiting = drained;
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** Counts bytes that came after the end and are dropped: whether that is more than anybody is listened to for. */
    boolean hadEnough(int bytes) {
        discarded += bytes;
        return discarded > MOST_DISCARDED;
    }

    /** Tells everybody that it is over; the conversation only where there is a reason. */
    void tellClosed(String remote) {
        tellDrained();
        Inbound to = inbound;
        Reason why = reason;
        if (to != null && why != null) {
            inbound = null;
            try {
                to.closed(why, detail);
            } catch (Throwable e) {
                listener.failed(remote, e);
            }
        }
    }
}
