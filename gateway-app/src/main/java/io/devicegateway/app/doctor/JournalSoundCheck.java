package io.devicegateway.app.doctor;

import io.devicegateway.app.config.Quantity;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.embedded.SeenOffset;
import io.devicegateway.journal.JournalCheck;
import io.devicegateway.journal.JournalReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether the journal is sound. Reads all of it if it is not too large for a doctor's visit. */
public final class JournalSoundCheck implements Check {
    private static final String NAME = "journal";

    /** More than this takes too long to read by the way. */
    private static final long MOST_BYTES = 2L << 30;

    private final Path directory;

    public JournalSoundCheck(Path directory) {
        this.directory = directory;
    }

    @Override
    public List<Finding> findings() {
        if (!Files.isDirectory(directory)) {
            return List.of(Finding.ok(NAME, Phrase.of("doctor.journal.new")));
        }
        try {
            long bytes = bytes();
            if (bytes > MOST_BYTES) {
                return List.of(Finding.ok(NAME, Phrase.of("doctor.journal.large", Quantity.approximate(bytes))));
            }
            Path data = directory.toAbsolutePath().normalize().getParent();
            JournalReport report = JournalCheck.verify(directory, data == null ? 0 : SeenOffset.in(data));
            return List.of(
                    report.sound()
                            ? Finding.ok(NAME, Phrase.of("doctor.journal.ok", report.records()))
                            : Finding.problem(
                                    NAME,
                                    Phrase.of("doctor.journal.bad", report.records(), report.lostOffsets()),
                                    Phrase.of("doctor.journal.fix")));
        } catch (IOException e) {
            return List.of(Finding.problem(
                    NAME, Phrase.of("doctor.journal.unreadable", e.toString()), Phrase.of("doctor.journal.fix")));
        }
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
