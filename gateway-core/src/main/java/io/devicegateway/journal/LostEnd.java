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
        JournalWarning.LostEnd lost = new JournalWarning.LostEnd(last + 1, seen);
        if (seen > last && !covers(directory.resolve(FILE), lost) && !covers(directory.resolve(CONFIRMED), lost)) {
            LOG.error("the end of the journal is lost: {}", lost.cause());
            return note(directory, lost);
        }
        return read(directory.resolve(FILE)).orElse(null);
    }

    private static boolean covers(Path file, JournalWarning.LostEnd lost) {
        return read(file)
                .filter(known -> known.first() <= lost.first() && known.last() >= lost.last())
                .isPresent();
    }

    /** Writes the note; widens one that is there. */
    private static JournalWarning.LostEnd note(Path directory, JournalWarning.LostEnd lost) {
        JournalWarning.LostEnd all = read(directory.resolve(FILE))
                .map(before -> new JournalWarning.LostEnd(
                        Math.min(before.first(), lost.first()), Math.max(before.last(), lost.last())))
                .orElse(lost);
        try {
            Files.writeString(
                    directory.resolve(FILE), all.first() + " " + all.last() + "\n", StandardCharsets.US_ASCII);
        } catch (IOException e) {
            LOG.warn("cannot note the lost end of the journal in {}", directory, e);
        }
        return all;
    }

    /** The note; empty if there is none. One that cannot be read says that something is lost, not what. */
    static Optional<JournalWarning.LostEnd> read(Path file) {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            String[] words = Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ", -1);
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
