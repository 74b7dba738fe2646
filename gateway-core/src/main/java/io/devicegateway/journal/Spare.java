package io.devicegateway.journal;

import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file full of zeros that is no segment yet.
 *
 * @param name its present name
 * @param file open for writing
 * @param bytes its size
 */
record Spare(String name, SegmentFile file, long bytes) {
    static final String SUFFIX = ".spare";

    private static final int CHUNK = 1024 * 1024;

    /**
     * Really writes the zeros, so that later writes change no metadata and cannot find the disk full. Each piece is forced: one
     * large flush would hold up the committer's small ones.
     */
    static Spare prepare(SegmentFiles files, String name, long bytes) throws IOException {
        SegmentFile file = files.create(name);
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK, bytes));
            for (long at = 0; at < bytes; at += CHUNK) {
                zeros.clear().limit((int) Math.min(CHUNK, bytes - at));
                file.write(zeros, at);
                file.force();
            }
            return new Spare(name, file, bytes);
        } catch (IOException | RuntimeException | Error e) {
            try (file) {
                files.delete(name);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /** Gives it up. */
    void discard(SegmentFiles files) throws IOException {
        try (file) {
            files.delete(name);
        }
    }
}
