package io.devicegateway.journal;

/**
 * A place in the log where something that should be there cannot be read. The rest is served.
 *
 * @param segment file name
 * @param position first byte of the place in the file
 * @param length number of bytes passed over; 0 if the bytes are gone
 * @param firstLost first offset that is lost
 * @param lastLost last offset that is lost; {@code firstLost - 1} if none is
 * @param kind what it is
 */
public record Damage(String segment, long position, long length, long firstLost, long lastLost, Kind kind) {
    /** How many offsets are lost. */
    public long lost() {
        return lastLost - firstLost + 1;
    }

    @Override
    public String toString() {
        String place = segment + " at byte " + position + (length > 0 ? " (" + length + " bytes)" : "");
        return kind.words + ": " + place
                + (lost() > 0 ? ", lost offsets " + firstLost + ".." + lastLost : ", nothing lost");
    }

    /** What kind of damage. */
    public enum Kind {
        /** Bytes that were durable once and are no valid record now. */
        RECORD("damaged records"),
        /**
         * As {@link #RECORD}, but in the last batch that was written before a stop: either damage, or a batch that a power
         * cut tore, and then nothing of it was ever acknowledged.
         */
        LAST_BATCH("damaged records in the last batch before a stop"),
        /** Nothing valid up to where the next segment goes on: the segment's end is damaged or cut off, or segments are missing. */
        END("damaged or missing end of a segment"),
        /** Both copies of the segment's header are unreadable, and so are all its records. */
        HEADER("unreadable segment"),
        /** One of the two copies of the header is unreadable; nothing is lost. */
        HEADER_COPY("damaged copy of a segment header"),
        /** Deleted before this reader had read it, by an operator's order or by retention. */
        DROPPED("dropped before it was read");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }
}
