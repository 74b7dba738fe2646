package io.devicegateway.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Real files, of which an operation fails when the test wants it to, and a disk that can be too small. */
final class FaultyFiles implements SegmentFiles {
    private final SegmentFiles files;
    private final Map<String, String> renamed = new ConcurrentHashMap<>();
    private volatile Fault fault = (operation, name) -> {};
    private volatile long usable = -1;

    /** What is done to the disk. */
    enum Operation {
        LIST,
        CREATE,
        OPEN,
        RENAME,
        DELETE,
        SYNC_DIRECTORY,
        READ,
        WRITE,
        FORCE,
        TRUNCATE
    }

    /** Throws where the operation is to fail. */
    interface Fault {
        void before(Operation operation, String name) throws IOException;
    }

    FaultyFiles(SegmentFiles files) {
        this.files = files;
    }

    void fail(Fault newFault) {
        fault = newFault;
    }

    void heal() {
        fault = (operation, name) -> {};
    }

    /** What the disk says of its free space, true or not. */
    void usableSpace(long bytes) {
        usable = bytes;
    }

    @Override
    public List<String> list() throws IOException {
        fault.before(Operation.LIST, "");
        return files.list();
    }

    @Override
    public SegmentFile create(String name) throws IOException {
        fault.before(Operation.CREATE, name);
        return new FaultyFile(name, files.create(name));
    }

    @Override
    public SegmentFile openRead(String name) throws IOException {
        fault.before(Operation.OPEN, name);
        return new FaultyFile(name, files.openRead(name));
    }

    @Override
    public SegmentFile openWrite(String name) throws IOException {
        fault.before(Operation.OPEN, name);
        return new FaultyFile(name, files.openWrite(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        fault.before(Operation.RENAME, to);
        files.rename(from, to);
        renamed.put(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        fault.before(Operation.DELETE, name);
        files.delete(name);
    }

    @Override
    public void syncDirectory() throws IOException {
        fault.before(Operation.SYNC_DIRECTORY, "");
        files.syncDirectory();
    }

    @Override
    public long usableSpace() throws IOException {
        return usable >= 0 ? usable : files.usableSpace();
    }

    private final class FaultyFile implements SegmentFile {
        private final String name;
        private final SegmentFile file;

        private FaultyFile(String name, SegmentFile file) {
            this.name = name;
            this.file = file;
        }

        private String name() {
            return renamed.getOrDefault(name, name);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            fault.before(Operation.READ, name());
            file.read(into, position);
        }

        /** A write that fails has written a part. */
        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            try {
                fault.before(Operation.WRITE, name());
            } catch (IOException e) {
                file.write(from.duplicate().limit(from.position() + from.remaining() * 2 / 3), position);
                throw e;
            }
            file.write(from, position);
        }

        @Override
        public void force() throws IOException {
            fault.before(Operation.FORCE, name());
            file.force();
        }

        @Override
        public void truncate(long size) throws IOException {
            fault.before(Operation.TRUNCATE, name());
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
