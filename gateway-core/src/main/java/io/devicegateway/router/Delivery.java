package io.devicegateway.router;

import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to one consumer's handler: the whole of it, or only where it lies in the journal, which is enough while it
 * waits for long. Only who serves its lane counts its attempts.
 */
final class Delivery {
    private static final int WEIGHT_OF_SMALL = 512;
    private static final int WEIGHT_OF_BYTE = 4;

    private final long offset;
    private final DeviceId device;
    private final AtomicReference<@Nullable EventRecord> record;
    private final @Nullable CompletableFuture<Boolean> redriven;
    private int attempts;

    private Delivery(EventRecord record, boolean whole, @Nullable CompletableFuture<Boolean> redriven) {
        offset = record.offset();
        device = record.device();
        this.record = new AtomicReference<>(whole ? record : null);
        this.redriven = redriven;
    }

    /** An event as it comes from the journal. */
    static Delivery of(EventRecord record) {
        return new Delivery(record, true, null);
    }

    /** The same, to be read again when it is its turn. */
    static Delivery later(EventRecord record) {
        return new Delivery(record, false, null);
    }

    /** A dead letter that is tried once more; the future tells whether it was handled. */
    static Delivery again(DeadLetter letter, CompletableFuture<Boolean> redriven) {
        Delivery delivery = new Delivery(letter.record(), true, redriven);
        delivery.attempts = letter.attempts();
        return delivery;
    }

    long offset() {
        return offset;
    }

    DeviceId device() {
        return device;
    }

    /** The event; null while it has to be read again. */
    @Nullable
    EventRecord record() {
        return record.get();
    }

    /** It was read again. */
    void recalled(EventRecord again) {
        record.set(again);
    }

    /** Keeps only where it lies. Answers the event that it held; null if it held none. */
    @Nullable
    EventRecord forget() {
        return record.getAndSet(null);
    }

    /** About how many bytes of memory an event takes. */
    static int weight(EventRecord event) {
        return WEIGHT_OF_SMALL + WEIGHT_OF_BYTE * event.raw().remaining();
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
