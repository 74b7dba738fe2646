package io.devicegateway.journal;

import java.util.List;
import java.util.Locale;

/** What somebody should look at although the journal takes events. */
public sealed interface JournalWarning {
    /** What is the matter, in English words. */
    String cause();

    /** What to do about it, in English words. */
    String fix();

    /**
     * The journal comes near its limit, at which nothing is taken any more.
     *
     * @param bytes what it holds
     * @param maxBytes the limit
     * @param heldBy who needs what could be removed otherwise
     */
    record NearlyFull(long bytes, long maxBytes, List<String> heldBy) implements JournalWarning {
        public NearlyFull {
            heldBy = List.copyOf(heldBy);
        }

        @Override
        public String cause() {
            return "it holds " + mib(bytes) + " MiB of at most " + mib(maxBytes) + " MiB"
                    + (heldBy.isEmpty() ? "" : ", needed by " + String.join(", ", heldBy));
        }

        @Override
        public String fix() {
            return heldBy.isEmpty()
                    ? "raise journal.maxBytes"
                    : "have them catch up, remove a consumer that is not used any more, or raise journal.maxBytes";
        }
    }

    /**
     * The disk comes near the room that is to be kept free.
     *
     * @param freeBytes what is free
     * @param reserveBytes what is to be kept free
     */
    record LowDisk(long freeBytes, long reserveBytes) implements JournalWarning {
        @Override
        public String cause() {
            return mib(freeBytes) + " MiB are free where it lives; below " + mib(reserveBytes)
                    + " MiB nothing is taken any more";
        }

        @Override
        public String fix() {
            return "make room on the disk";
        }
    }

    /**
     * Somebody had seen events that the journal does not have any more.
     *
     * @param first the first of them
     * @param last the last of them
     */
    record LostEnd(long first, long last) implements JournalWarning {
        @Override
        public String cause() {
            return "its end was lost: events " + first + " to " + last
                    + " were acknowledged and are not there any more";
        }

        @Override
        public String fix() {
            return "find out what happened to the disk; settle by hand what the devices did then; "
                    + "stop the gateway and run gateway journal repair to confirm that this is known";
        }
    }

    /**
     * Damaged places were met in this run.
     *
     * @param places how many
     * @param lostOffsets how many events are lost in them
     */
    record Damaged(long places, long lostOffsets) implements JournalWarning {
        @Override
        public String cause() {
            return places + " damaged places were met, " + lostOffsets + " events in them are lost";
        }

        @Override
        public String fix() {
            return "run gateway journal check, and look at the disk";
        }
    }

    /**
     * Events of a later version were met in this run and handed on as unknown messages.
     *
     * @param events how many
     */
    record OfLaterVersion(long events) implements JournalWarning {
        @Override
        public String cause() {
            return events + " events were written by a later version and are delivered as unknown messages";
        }

        @Override
        public String fix() {
            return "start the version that wrote them";
        }
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / (1024.0 * 1024));
    }
}
