package io.devicegateway.session;

import io.devicegateway.api.Presence;
import io.devicegateway.protocol.ProtocolSession.Arrival;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The frames of one connection in the order in which they came, with the time at which each was said. Runs on the link's executor. */
final class FrameOrder {
    private final DeviceSession<?> session;
    private final HeldFrames held = new HeldFrames();
    private long readBefore;

    /** @param now on the ticker's scale */
    FrameOrder(DeviceSession<?> session, long now) {
        this.session = session;
        this.readBefore = now;
    }

    static CompletableFuture<Void> handedToTheEnded() {
        return CompletableFuture.failedFuture(
                new CancellationException("this conversation has ended; hand the frame to a new one"));
    }

    HeldFrames held() {
        return held;
    }

    /** Deals with a frame, or holds it back while an earlier one waits. */
    @Nullable
    CompletableFuture<Void> take(byte[] frame, boolean redelivered) {
        long heardAt = saidAt();
        return held.isSuspended()
                ? holdBack(frame, redelivered, heardAt)
                : session.process(new Arrival(frame, redelivered), heardAt);
    }

    /**
     * When the device said what is read now. After a pause of reading that is at the earliest when something was read before, and
     * logins are told apart by that: several connections of one device wait then, and are read in any order.
     */
    private long saidAt() {
        long now = session.core().ticker().getAsLong();
        long at = session.core().sessions().wasPausedSince(readBefore) ? readBefore : now;
        readBefore = now;
        return at;
    }

    private CompletableFuture<Void> holdBack(byte[] frame, boolean redelivered, long heardAt) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        String full = held.full(frame.length, session.identity() != null);
        if (full != null) {
            session.closeNow(Presence.Reason.PROTOCOL_ERROR, full);
            done.cancel(false);
        } else {
            held.add(new HeldFrames.Held(frame, redelivered, heardAt, done));
        }
        return done;
    }

    /** What was waited for is there: lets go on what is no longer held back. */
    void resume() {
        held.resume();
        for (HeldFrames.Held next = held.next(); next != null; next = held.next()) {
            Arrival arrival = new Arrival(next.frame(), next.redelivered());
            HeldFrames.pass(
                    session.isOver() ? handedToTheEnded() : session.process(arrival, next.heardAt()), next.done());
        }
    }
}
