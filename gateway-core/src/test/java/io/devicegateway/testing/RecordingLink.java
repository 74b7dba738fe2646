package io.devicegateway.testing;

import io.devicegateway.protocol.Link;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A link that keeps what is written to it. Its executor runs tasks in order on the calling thread, never inside another. */
public final class RecordingLink implements Link {
    private final String remote;
    private final List<byte[]> written = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;
    private String closeReason = "";
    private boolean open = true;
    private boolean down;

    public RecordingLink(String remote) {
        this.remote = remote;
    }

    @Override
    public CompletableFuture<Void> write(byte[] frame) {
        if (!open) {
            return CompletableFuture.failedFuture(new IllegalStateException("the link is closed"));
        }
        if (down) {
            return CompletableFuture.failedFuture(new NotWritten("the way to the device is interrupted"));
        }
        written.add(frame);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void answer(byte[] frame) {
        if (open && !down) {
            written.add(frame);
        }
    }

    @Override
    public boolean isOpen() {
        return open && !down;
    }

    /** From now on nothing can be written, though the link is not closed; or can again. */
    public void down(boolean interrupted) {
        down = interrupted;
    }

    @Override
    public void close(String reason) {
        if (open) {
            open = false;
            closeReason = reason;
        }
    }

    @Override
    public Executor executor() {
        return this::execute;
    }

    private void execute(Runnable task) {
        tasks.add(task);
        if (running) {
            return;
        }
        running = true;
        try {
            for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                next.run();
            }
        } finally {
            running = false;
        }
    }

    @Override
    public String remote() {
        return remote;
    }

    /** Everything written so far. */
    public List<byte[]> written() {
        return written;
    }

    /** Why it was closed; empty while it is open. */
    public String closeReason() {
        return closeReason;
    }
}
