package io.devicegateway.session;

import io.devicegateway.api.Presence;
import io.devicegateway.protocol.Link;
import io.devicegateway.protocol.SessionLimits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Writes the commands of one connection, with the least gap between. Runs on the link's executor. */
final class CommandWriter {
    private final DeviceSession<?> session;
    private final Duration gap;
    private long wroteAt;

    CommandWriter(DeviceSession<?> session, SessionLimits limits) {
        this.session = session;
        this.gap = limits.commandGap();
        this.wroteAt = now() - gap.toNanos();
    }

    private long now() {
        return session.core().ticker().getAsLong();
    }

    /** Something was written to the device at that time. */
    void wroteAt(long time) {
        wroteAt = time;
    }

    /**
     * Runs a step when the gap is over. It counts from what was written last when the command's turn comes. Answers that are
     * written meanwhile do not put it off again, or a device that is answered often would never get its command.
     */
    void afterGap(Runnable step) {
        long left = gap.toNanos() - (now() - wroteAt);
        if (left > 0) {
            session.core()
                    .timers()
                    .after(Duration.ofNanos(left), () -> session.lane().onLink(step));
        } else {
            step.run();
        }
    }

    /**
     * Writes a frame.
     *
     * @param onNothing is told why, if it is known at once that not a byte left
     */
    void write(byte[] frame, Consumer<String> onNothing) {
        wroteAt = now();
        CompletableFuture<Void> write = session.link().write(frame);
        if (write.isCompletedExceptionally() && write.exceptionNow() instanceof Link.NotWritten nothing) {
            onNothing.accept(String.valueOf(nothing.getMessage()));
            return;
        }
        var unused = write.whenComplete((ok, error) -> {
            if (error != null) {
                session.closeFromOutside(Presence.Reason.CONNECTION_LOST, "a command could not be written: " + error);
            }
        });
    }
}
