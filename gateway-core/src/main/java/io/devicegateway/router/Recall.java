package io.devicegateway.router;

import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Entry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads events from the journal again that wait in a lane by their offset only. */
final class Recall {
    private static final Logger LOG = LoggerFactory.getLogger(Recall.class);

    /** Others' events that are read over rather than looked for anew. */
    private static final int NEAR = 256;

    private final EventJournal journal;
    private final ReadAhead ahead;

    /** What became of it. */
    enum Result {
        /** The first event of the lane is in memory. */
        HERE,
        /** The journal has it no more: it was damaged meanwhile. */
        GONE,
        /** It cannot be read now. */
        LATER
    }

    Recall(EventJournal journal, ReadAhead ahead) {
        this.journal = journal;
        this.ahead = ahead;
    }

    /** Reads the first event of a lane, and those after it that lie near and fit into its share. */
    Result fetch(DeviceLane lane, Delivery first) {
        try (EventJournal.Reader reader = journal.reader(first.offset())) {
            int left = lane.isHeldUp() ? 1 : ahead.share();
            for (Delivery delivery : lane.waiting()) {
                if (left == 0 || delivery.redriven() != null || delivery.record() != null || isFar(reader, delivery)) {
                    break;
                }
                Entry entry = read(reader, delivery.offset());
                if (entry == null || entry.record().offset() != delivery.offset()) {
                    return delivery.equals(first) ? missing(entry) : Result.HERE;
                }
                ahead.recalled(lane, delivery, entry.record());
                left--;
            }
            return Result.HERE;
        } catch (RuntimeException e) {
            LOG.warn("Event {} cannot be read again; it is tried again", first.offset(), e);
            return Result.LATER;
        }
    }

    private static Result missing(@Nullable Entry entry) {
        return entry == null ? Result.LATER : Result.GONE;
    }

    private static boolean isFar(EventJournal.Reader reader, Delivery delivery) {
        return delivery.offset() - reader.nextOffset() > NEAR;
    }

    private static @Nullable Entry read(EventJournal.Reader reader, long offset) {
        Entry entry = reader.poll();
        while (entry != null && entry.record().offset() < offset) {
            entry = reader.poll();
        }
        return entry;
    }
}
