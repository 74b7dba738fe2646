package io.devicegateway.journal;

import java.util.concurrent.CompletableFuture;

/** An append's outcome as a future; its own callback, which saves an object per append. */
final class OffsetFuture extends CompletableFuture<Long> implements AppendCallback {
    @Override
    public void durable(long offset) {
        complete(offset);
    }

    @Override
    public void failed(JournalUnavailableException cause) {
        completeExceptionally(cause);
    }
}
