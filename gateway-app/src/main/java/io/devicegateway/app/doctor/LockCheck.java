package io.devicegateway.app.doctor;

import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Whether a process holds the data directory although no daemon answers. */
public final class LockCheck implements Check {
    private static final String NAME = "lock";

    private final Path lock;

    /** @param lock the file that a daemon holds locked while it runs */
    public LockCheck(Path lock) {
        this.lock = lock;
    }

    @Override
    public List<Finding> findings() {
        if (Files.notExists(lock)) {
            return List.of(Finding.ok(NAME, Phrase.of("doctor.lock.free")));
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return List.of(held == null ? taken() : Finding.ok(NAME, Phrase.of("doctor.lock.free")));
        } catch (OverlappingFileLockException e) {
            return List.of(taken());
        } catch (IOException e) {
            return List.of(Finding.warning(
                    NAME, Phrase.of("doctor.lock.unknown", e.toString()), Phrase.of("doctor.data.readonly.fix")));
        }
    }

    private Finding taken() {
        String pid;
        try {
            pid = Files.readString(lock).strip();
        } catch (IOException e) {
            pid = "?";
        }
        return Finding.problem(NAME, Phrase.of("doctor.lock.taken", pid), Phrase.of("doctor.lock.fix", pid));
    }
}
