package io.devicegateway.app.doctor;

import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the wall clock can be right: it dates events, nothing else hangs on it. */
public final class ClockCheck implements Check {
    private static final String NAME = "clock";

    /** Nothing of this program is older. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration TOLERANCE = Duration.ofMinutes(1);
    private static final int MOST_FILES = 10_000;

    private final Clock clock;
    private final Path data;

    /** @param data the directory whose files tell of times past */
    public ClockCheck(Clock clock, Path data) {
        this.clock = clock;
        this.data = data;
    }

    @Override
    public List<Finding> findings() {
        Instant now = clock.instant();
        if (now.isBefore(EARLIEST)) {
            return List.of(Finding.problem(NAME, Phrase.of("doctor.clock.early", now), Phrase.of("doctor.clock.fix")));
        }
        Optional<Instant> newest = newestFile();
        if (newest.isPresent() && newest.get().isAfter(now.plus(TOLERANCE))) {
            return List.of(Finding.warning(
                    NAME, Phrase.of("doctor.clock.back", now, newest.get()), Phrase.of("doctor.clock.fix")));
        }
        return List.of(Finding.ok(NAME, Phrase.of("doctor.clock.ok", now)));
    }

    private Optional<Instant> newestFile() {
        if (!Files.isDirectory(data)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(data, 3)) {
            return files.limit(MOST_FILES)
                    .map(ClockCheck::modified)
                    .flatMap(Optional::stream)
                    .max(Instant::compareTo);
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> modified(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
