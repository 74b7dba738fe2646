package io.devicegateway.router;

import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.EventRecord;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An event on its way to one consumer's handler. Only who serves its lane touches what changes. */
final class Delivery {
    private final EventRecord record;
    private final @Nullable CompletableFuture<Boolean> redriven;
    private int attempts;

    private Delivery(EventRecord record, @Nullable CompletableFuture<Boolean> redriven) {
        this.record = record;
        this.redriven = redriven;
    }

    /** An event as it comes from the journal. */
    static Delivery of(EventRecord record) {
        return new Delivery(record, null);
    }

    /** A dead letter that is tried once more; the future tells whether it was handled. */
    static Delivery again(DeadLetter letter, CompletableFuture<Boolean> redriven) {
        Delivery delivery = new Delivery(letter.record(), redriven);
        delivery.attempts = letter.attempts();
        return delivery;
    }

    EventRecord record() {
        return record;
    }

    /** Null when it comes from the journal. */
    @Nullable
    CompletableFuture<Boolean> redriven() {
        return redriven;
    }

    /** Counts an attempt and answers how many there were. */
    int countAttempt() {
        return ++attempts;
    }

    int attempts() {
        return attempts;
    }
}
