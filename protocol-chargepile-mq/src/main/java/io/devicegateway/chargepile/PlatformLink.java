package io.devicegateway.chargepile;

import io.devicegateway.protocol.Link;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The link of a conversation with the platform: it goes one way. Closing it ends the conversation, not the connection to the
 * broker: the next line begins another.
 */
final class PlatformLink implements Link {
    private final Executor executor;
    private final String remote;
    private volatile String closedBecause = "";
    private volatile boolean open = true;

    PlatformLink(Executor executor, String remote) {
        this.executor = executor;
        this.remote = remote;
    }

    @Override
    public CompletableFuture<Void> write(byte[] frame) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("nothing can be sent to the platform: its lines go one way"));
    }

    @Override
    public void answer(byte[] frame) {
        throw new UnsupportedOperationException("nothing can be sent to the platform: its lines go one way");
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close(String reason) {
        closedBecause = reason;
        open = false;
    }

    /** Why it was closed. */
    String closedBecause() {
        return closedBecause;
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
