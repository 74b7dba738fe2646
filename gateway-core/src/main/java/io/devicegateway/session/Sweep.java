package io.devicegateway.session;

import org.jspecify.annotations.Nullable;

/** Steps of which one that fails does not keep the others from being done. */
final class Sweep {
    private @Nullable Throwable first;

    @SuppressWarnings("CatchingUnchecked") // an error of one device is nothing to the others either
    void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            if (first == null) {
                first = e;
            }
        }
    }

    /** Throws what the first of those threw that failed, so that somebody hears of it. */
    void throwFirst() {
        if (first instanceof Error error) {
            throw error;
        } else if (first instanceof RuntimeException failure) {
            throw failure;
        }
    }
}
