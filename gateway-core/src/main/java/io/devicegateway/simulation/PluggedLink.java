package io.devicegateway.simulation;

import io.devicegateway.protocol.Link;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The way to a plugged device: keeps each frame until the device reads it. */
final class PluggedLink implements Link {
    private final String remote;
    private final Executor executor;
    private final Queue<byte[]> written = new ArrayDeque<>();
    private boolean open = true;

    PluggedLink(String remote, Executor executor) {
        this.remote = remote;
        this.executor = executor;
    }

    @Override
    public synchronized CompletableFuture<Void> write(byte[] frame) {
        if (!open) {
            return CompletableFuture.failedFuture(new IllegalStateException("the link is closed"));
        }
        written.add(frame);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized void answer(byte[] frame) {
        if (open) {
            written.add(frame);
        }
    }

    /** The next frame for the device; null when there is none. */
    synchronized byte @Nullable [] read() {
        return written.poll();
    }

    @Override
    public synchronized boolean isOpen() {
        return open;
    }

    @Override
    public synchronized void close(String reason) {
        open = false;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public String remote() {
        return remote;
    }
}
