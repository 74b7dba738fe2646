package io.devicegateway.tcp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the messages of one connection that are not yet durable. They start on the event loop and settle on any thread; the
 * event loop is troubled only when the count falls to where it wants to know, and when something failed.
 */
final class Undurable {
    /** For {@link #tellAt}: no count is of interest. */
    static final int NEVER = -1;

    private static final AtomicIntegerFieldUpdater<Undurable> COUNT =
            AtomicIntegerFieldUpdater.newUpdater(Undurable.class, "count");

    private final Listener listener;
    private volatile int count;
    private volatile int tellAt = NEVER;

    Undurable(Listener listener) {
        this.listener = listener;
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /**
     * Counts one until it settles, and gives its bytes back then. To be called on the event loop.
     *
     * @param budget where its bytes were taken
     */
    void add(CompletableFuture<Void> durable, Account.Messages budget, int bytes) {
        COUNT.incrementAndGet(this);
        var unused = durable.whenComplete(new Message(this, budget, bytes));
    }

    private record Message(Undurable all, Account.Messages budget, int bytes)
            implements BiConsumer<Void, @Nullable Throwable> {
        @Override
        public void accept(Void nothing, @Nullable Throwable failure) {
            budget.give(bytes);
            all.settled(failure);
        }
    }

    /**
     * Asks to be told when the count falls to that value.
     *
     * @return whether it is there or below already: then nothing more is told
     */
    boolean tellAt(int value) {
        tellAt = value;
        return count <= value;
    }

    private void settled(@Nullable Throwable failure) {
        int left = COUNT.decrementAndGet(this);
        if (failure != null) {
            listener.notDurable(failure);
        } else if (left == tellAt) {
            listener.fewerUndurable();
        }
    }

    /** Told on any thread. */
    interface Listener {
        /** The count fell to the value asked for. */
        void fewerUndurable();

        /** A message could not be made durable. */
        void notDurable(Throwable failure);
    }
}
