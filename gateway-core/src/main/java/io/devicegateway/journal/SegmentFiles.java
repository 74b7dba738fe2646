package io.devicegateway.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Every operation that the log does on its directory, so that tests can let each of them fail. */
interface SegmentFiles {
    /** Names of all files, in no order. */
    List<String> list() throws IOException;

    /** A new file for reading and writing. */
    SegmentFile create(String name) throws IOException;

    /** An existing file for reading. */
    SegmentFile openRead(String name) throws IOException;

    /** An existing file for reading and writing. */
    SegmentFile openWrite(String name) throws IOException;

    /** Renames, in place of a file that has the new name already. */
    void rename(String from, String to) throws IOException;

    /** Deletes; nothing happens if there is no such file. */
    void delete(String name) throws IOException;

    /** Makes creations, renames and deletions durable. */
    void syncDirectory() throws IOException;

    /** Bytes that can still be written. */
    long usableSpace() throws IOException;

    /** An open file. */
    interface SegmentFile extends Closeable {
        long size() throws IOException;

        /** Reads at a position as much as there is, up to what fits. */
        void read(ByteBuffer into, long position) throws IOException;

        /** Writes all of it at a position. */
        void write(ByteBuffer from, long position) throws IOException;

        /** Makes the content durable. */
        void force() throws IOException;

        /** Shortens the file. */
        void truncate(long size) throws IOException;
    }
}
