package io.devicegateway.app.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * File descriptors that are held so that some can be given back when the process has no other left. With them whoever asks for
 * health is still answered. Safe for all threads.
 */
final class DescriptorReserve implements AutoCloseable {
    private static final Path NOTHING = Path.of("/dev/null");

    private final int size;
    private final Deque<FileChannel> held = new ArrayDeque<>();
    private boolean closed;

    /** @param size how many to hold; none are held where the system has no {@code /dev/null} */
    DescriptorReserve(int size) {
        this.size = Files.exists(NOTHING) ? size : 0;
        refill();
    }

    /** Gives one back to the process; false when none is left. */
    synchronized boolean release() throws IOException {
        FileChannel one = held.pollLast();
        if (one == null) {
            return false;
        }
        one.close();
        return true;
    }

    /** Takes back what was given away, as far as the process has descriptors. */
    synchronized void refill() {
        while (!closed && held.size() < size) {
            try {
                held.addLast(FileChannel.open(NOTHING, StandardOpenOption.READ));
            } catch (IOException e) {
                // There are none yet. It is tried again with the next connection.
                return;
            }
        }
    }

    synchronized int held() {
        return held.size();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        while (release()) {
            // one after the other
        }
    }
}
