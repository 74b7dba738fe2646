package io.devicegateway.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * The least that makes a frame durable: one thread writes what has come to a plain file, forces it once for all of them, and
 * tells of them together. The file is written over from its start at 64 MiB.
 */
public final class GroupCommitFile<T> {
    private static final long MOST_BYTES = 64 << 20;
    private static final int MOST_IN_ONE = 1 << 20;

    private final FileChannel file;
    private final LinkedBlockingQueue<Entry<T>> queue = new LinkedBlockingQueue<>(1 << 20);
    private final Consumer<List<T>> durable;
    private final ByteBuffer batch = ByteBuffer.allocateDirect(MOST_IN_ONE);

    /**
     * Opens the file and starts the thread.
     *
     * @param durable told, on that thread, the origins of the frames that a force made durable, in order
     */
    public GroupCommitFile(Path path, Consumer<List<T>> durable) throws IOException {
        this.file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        this.durable = durable;
        Thread.ofPlatform().name("group-commit").daemon().start(this::run);
    }

    /** Queues a frame. */
    public void append(byte[] frame, T origin) {
        if (!queue.offer(new Entry<>(frame, origin))) {
            throw new IllegalStateException("a million frames wait for the disk");
        }
    }

    private void run() {
        List<Entry<T>> entries = new ArrayList<>();
        try {
            while (true) {
                entries.add(queue.take());
                queue.drainTo(entries);
                for (int done = 0; done < entries.size(); ) {
                    done = commit(entries, done);
                }
                entries.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int commit(List<Entry<T>> entries, int from) throws IOException {
        batch.clear();
        List<T> origins = new ArrayList<>(entries.size() - from);
        int at = from;
        while (at < entries.size() && entries.get(at).frame().length <= batch.remaining()) {
            batch.put(entries.get(at).frame());
            origins.add(entries.get(at).origin());
            at++;
        }
        batch.flip();
        if (file.position() > MOST_BYTES) {
            file.position(0);
        }
        while (batch.hasRemaining()) {
            file.write(batch);
        }
        file.force(false);
        durable.accept(origins);
        return at;
    }

    private record Entry<T>(byte[] frame, T origin) {}
}
