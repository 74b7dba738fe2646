package io.devicegateway.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a second process, and a second log of this process, out of a log's directory. */
final class DirectoryLock implements AutoCloseable {
    static final String NAME = "lock";

    /**
     * Directories locked by this process. The one mutable static: the operating system's lock belongs to the process, and
     * closing any channel of the lock file would release it, so a second attempt must be refused before it opens the file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Creates the directory if need be and locks it. */
    static DirectoryLock acquire(Path path) throws IOException {
        Path directory = Files.createDirectories(path).toRealPath();
        if (!HELD.add(directory)) {
            throw new IOException("journal directory " + directory + " is already open in this process");
        }
        @Nullable FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    directory.resolve(NAME),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("journal directory " + directory + " is in use by another process"
                        + owner(channel) + ": stop that one first, or give this one a data directory of its own");
            }
            sign(channel);
            return new DirectoryLock(directory, channel);
        } catch (IOException e) {
            if (channel != null) {
                channel.close();
            }
            HELD.remove(directory);
            throw e;
        }
    }

    private static void sign(FileChannel channel) {
        byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
        } catch (IOException e) {
            // The lock counts, not the note in it; on a full disk we must start nevertheless.
            LOG.debug("cannot write the process id to the lock file", e);
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
        return pid.isBlank() ? "" : " (pid " + pid + ")";
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(directory);
        }
    }
}
