package io.devicegateway.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A note in the journal's directory that its end was lost. It stays until somebody confirms it, because later events would hide the
 * loss.
 */
final class LostEnd {
    static final String FILE = "lost-end";
    static final String CONFIRMED = "lost-end.confirmed";

    private static final Logger LOG = LoggerFactory.getLogger(LostEnd.class);

    private LostEnd() {}

    /**
     * Looks at a start whether the journal ends before what others have seen, and notes it.
     *
     * @param last offset of the last record that is there; 0 for none
     * @param seen highest offset that somebody has seen; 0 for none
     * @return what is lost and not confirmed; null if nothing is
     */
    static JournalWarning.@Nullable LostEnd look(Path directory, long last, long seen) {
        JournalWarning.LostEnd known = read(directory.resolve(FILE)).orElse(null);
        JournalWarning.LostEnd now = find(directory, last, seen);
        if (now == null || now.equals(known)) {
            return now;
        }
        LOG.error("the end of the journal is lost: {}", now.cause());
        return note(directory, now);
    }

    /** The same without noting it. */
    static JournalWarning.@Nullable LostEnd find(Path directory, long last, long seen) {
        JournalWarning.LostEnd known = read(directory.resolve(FILE)).orElse(null);
        JournalWarning.LostEnd lost = new JournalWarning.LostEnd(last + 1, seen);
        if (seen <= last || covers(directory.resolve(FILE), lost) || covers(directory.resolve(CONFIRMED), lost)) {
            return known;
        }
        return known == null
                ? lost
                : new JournalWarning.LostEnd(
                        Math.min(known.first(), lost.first()), Math.max(known.last(), lost.last()));
    }

    private static boolean covers(Path file, JournalWarning.LostEnd lost) {
        return read(file)
                .filter(known -> known.first() <= lost.first() && known.last() >= lost.last())
                .isPresent();
    }

    /** Writes the note. */
    private static JournalWarning.LostEnd note(Path directory, JournalWarning.LostEnd lost) {
        try {
            Files.writeString(
                    directory.resolve(FILE), lost.first() + " " + lost.last() + "\n", StandardCharsets.US_ASCII);
        } catch (IOException e) {
            LOG.warn("cannot note the lost end of the journal in {}", directory, e);
        }
        return lost;
    }

    /** The note; empty if there is none. One that cannot be read says that something is lost, not what. */
    static Optional<JournalWarning.LostEnd> read(Path file) {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            String[] words =
                    Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ", -1);
            return Optional.of(new JournalWarning.LostEnd(Long.parseLong(words[0]), Long.parseLong(words[1])));
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot read {}", file, e);
            return Optional.of(new JournalWarning.LostEnd(0, 0));
        }
    }

    /** Somebody knows of it; the note is kept under another name. */
    static boolean confirm(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (Files.notExists(file)) {
            return false;
        }
        Files.move(file, directory.resolve(CONFIRMED), StandardCopyOption.REPLACE_EXISTING);
        return true;
    }
}
