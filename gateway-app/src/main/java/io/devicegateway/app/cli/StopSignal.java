package io.devicegateway.app.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a command end in its own way when the process is told to stop (SIGTERM, Ctrl-C). */
final class StopSignal implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 15;

    private final CountDownLatch came = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "stop-signal");
    private volatile int exitCode;

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void onShutdown() {
        came.countDown();
        try {
            if (done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                // The command has said its last word; its exit code counts, not that of the signal.
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the signal, at most so long; answers whether it came. */
    boolean await(long nanos) throws InterruptedException {
        return came.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** What the process exits with when the signal came. */
    void exitCode(int code) {
        exitCode = code;
    }

    /** The command is done; everything that it says is written. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: it goes on now.
            done.countDown();
        }
    }
}
