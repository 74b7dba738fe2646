package io.devicegateway.session;

import java.time.Duration;

/** Runs things later. An interface, so that tests move the time themselves. */
public interface Timers {
    /** Runs the task once after the delay, on a thread of the timers: it must not block. */
    Cancellation after(Duration delay, Runnable task);

    /** A task that may be called off. */
    @FunctionalInterface
    interface Cancellation {
        /** Calls it off, if it has not begun. */
        void cancel();
    }
}
