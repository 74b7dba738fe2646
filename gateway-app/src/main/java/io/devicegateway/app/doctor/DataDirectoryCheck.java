package io.devicegateway.app.doctor;

import io.devicegateway.app.config.Quantity;
import io.devicegateway.app.daemon.DataDirectory;
import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The data directory: there, writable, with room. */
public final class DataDirectoryCheck implements Check {
    private static final String NAME = "data";

    private final Path data;
    private final long reserveBytes;
    private final long maxJournalBytes;

    /**
     * @param reserveBytes free room below which the gateway takes no more reports
     * @param maxJournalBytes how large the journal may grow
     */
    public DataDirectoryCheck(Path data, long reserveBytes, long maxJournalBytes) {
        this.data = data;
        this.reserveBytes = reserveBytes;
        this.maxJournalBytes = maxJournalBytes;
    }

    @Override
    public List<Finding> findings() {
        Path shown = data.toAbsolutePath().normalize();
        if (Files.notExists(data)) {
            return List.of(absent(shown));
        }
        if (!Files.isDirectory(data)) {
            return List.of(
                    Finding.problem(NAME, Phrase.of("doctor.data.file", shown), Phrase.of("doctor.data.other.fix")));
        }
        if (!isWritable()) {
            return List.of(Finding.problem(
                    NAME,
                    Phrase.of("doctor.data.readonly", shown, System.getProperty("user.name", "?")),
                    Phrase.of("doctor.data.readonly.fix")));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(DataDirectory.openTo(data)
                .map(mode -> Finding.warning(
                        NAME, Phrase.of("doctor.data.open", shown, mode), Phrase.of("doctor.data.open.fix")))
                .orElseGet(() -> Finding.ok(NAME, Phrase.of("doctor.data.ok", shown))));
        findings.add(room());
        return findings;
    }

    private static Finding absent(Path shown) {
        Path parent = shown.getParent();
        while (parent != null && Files.notExists(parent)) {
            parent = parent.getParent();
        }
        return parent != null && Files.isWritable(parent)
                ? Finding.ok(NAME, Phrase.of("doctor.data.new", shown))
                : Finding.problem(
                        NAME, Phrase.of("doctor.data.uncreatable", shown), Phrase.of("doctor.data.other.fix"));
    }

    /** Tried, because permissions alone do not tell of a file system that is mounted read-only or full. */
    private boolean isWritable() {
        try {
            Files.delete(Files.createTempFile(data, ".doctor", ""));
            return true;
        } catch (IOException | SecurityException e) {
            return false;
        }
    }

    private Finding room() {
        try {
            long free = Files.getFileStore(data).getUsableSpace();
            String shown = Quantity.approximate(free);
            if (free < reserveBytes) {
                return Finding.problem(
                        "disk",
                        Phrase.of("doctor.disk.full", shown, Quantity.approximate(reserveBytes)),
                        Phrase.of("doctor.disk.fix"));
            }
            if (free - reserveBytes < maxJournalBytes) {
                return Finding.warning(
                        "disk",
                        Phrase.of("doctor.disk.tight", shown, Quantity.approximate(maxJournalBytes)),
                        Phrase.of("doctor.disk.tight.fix"));
            }
            return Finding.ok("disk", Phrase.of("doctor.disk.ok", shown));
        } catch (IOException e) {
            return Finding.warning(
                    "disk", Phrase.of("doctor.disk.unknown", e.toString()), Phrase.of("doctor.disk.unknown.fix"));
        }
    }
}
