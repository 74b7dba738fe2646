package io.devicegateway.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second process, and a second user within this process, out of a directory. It may have several owners: whoever works in
 * the directory holds a share, and the directory is free when the last of them has given its own back.
 */
public final class DirectoryLock implements AutoCloseable {
    /** The file in the directory that is locked; it holds the id of the process. */
    public static final String NAME = "lock";

    /**
     * Directories locked by this process. The one mutable static: the operating system's lock belongs to the process, and
     * closing any channel of the lock file would release it, so a second attempt must be refused before it opens the file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

    private final Held held;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DirectoryLock(Held held) {
        this.held = held;
    }

    /**
     * The lock itself.
     *
     * @param owners how many shares there are
     * @param outer a share of the lock of the directory around it; null for none
     */
    private record Held(
            Path directory,
            FileChannel channel,
            AtomicInteger owners,
            @Nullable DirectoryLock outer) {}

    /**
     * Creates the directory if need be and locks it.
     *
     * @param what the directory is, for the message, as {@code data directory}
     * @throws IOException if it is in use, with words that say by whom, or cannot be locked
     */
    public static DirectoryLock acquire(Path path, String what) throws IOException {
        return acquire(path, what, null);
    }

    /**
     * Locks a directory inside this one, which stays locked for as long as that one does.
     *
     * @param what the directory is, for the message
     * @throws IOException if it is in use, with words that say by whom, or cannot be locked
     */
    public DirectoryLock inner(Path path, String what) throws IOException {
        DirectoryLock outer = share();
        try {
            return acquire(path, what, outer);
        } catch (IOException | RuntimeException | Error e) {
            outer.close();
            throw e;
        }
    }

    private static DirectoryLock acquire(Path path, String what, @Nullable DirectoryLock outer) throws IOException {
        Path directory = Files.createDirectories(path).toRealPath();
        if (!HELD.add(directory)) {
            throw new IOException(what + " " + directory + " is already open in this process");
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
                throw new InUse(what, directory, owner(channel));
            }
            sign(channel);
            return new DirectoryLock(new Held(directory, channel, new AtomicInteger(1), outer));
        } catch (IOException | RuntimeException | Error e) {
            if (channel != null) {
                channel.close();
            }
            HELD.remove(directory);
            throw e;
        }
    }

    /**
     * A share for one more owner, who may still work in the directory when this one has stopped.
     *
     * @throws IllegalStateException if this share was given back
     */
    public DirectoryLock share() {
        if (closed.get() || held.owners.getAndUpdate(now -> now == 0 ? 0 : now + 1) == 0) {
            throw new IllegalStateException(held.directory + " is not locked any more");
        }
        return new DirectoryLock(held);
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

    private static Optional<String> owner(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
        return pid.isBlank() ? Optional.empty() : Optional.of("pid " + pid);
    }

    /** Another process works in the directory. */
    public static final class InUse extends IOException {
        private static final long serialVersionUID = 1L;

        private final String directory;
        private final @Nullable String owner;

        private InUse(String what, Path directory, Optional<String> owner) {
            super(what + " " + directory + " is in use by another process"
                    + owner.map(who -> " (" + who + ")").orElse("")
                    + ": stop that one first, or give this one a data directory of its own");
            this.directory = directory.toString();
            this.owner = owner.orElse(null);
        }

        /** Which directory. */
        public String directory() {
            return directory;
        }

        /** The process, as {@code pid 4711}; empty when it left no note. */
        public Optional<String> owner() {
            return Optional.ofNullable(owner);
        }
    }

    /** Gives the share back. */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true) || held.owners.decrementAndGet() > 0) {
            return;
        }
        DirectoryLock outer = held.outer;
        try (outer) {
            held.channel.close();
        } finally {
            HELD.remove(held.directory);
        }
    }
}
