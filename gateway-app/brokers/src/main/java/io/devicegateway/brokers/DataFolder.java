package io.devicegateway.brokers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The folder of one instance; nobody else's while it is open. */
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static DataFolder open(Path path) throws Refused {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("brokers.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new Refused(
                        Refused.FOLDER_UNUSABLE, "--data " + path + ": other embedded brokers use it; stop them first");
            }
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw new Refused(Refused.FOLDER_UNUSABLE, "--data " + path + ": cannot be written to (" + e + ")");
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Must come before anything logs. */
    void logThere() {
        System.setProperty("brokers.log", resolve("log").resolve("brokers.log").toString());
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/devicegateway/brokers/logback.xml");
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // The process ends, and the lock with it.
        }
    }
}
