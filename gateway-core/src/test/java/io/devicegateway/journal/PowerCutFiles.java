package io.devicegateway.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Files in memory that keep apart what is in the page cache and what is on the disk. A power cut leaves what was forced, and of the
 * rest whatever sectors it likes; of the changes to the directory since it was synced, the first few. A force that fails drops
 * what it should have written, and the next one succeeds without it, as kernels do.
 */
final class PowerCutFiles implements SegmentFiles {
    private static final int SECTOR = 512;

    private final Map<String, Node> cachedNames = new TreeMap<>();
    private final Map<String, Node> durableNames = new TreeMap<>();
    private final List<DirectoryChange> pendingNames = new ArrayList<>();
    private long operations;
    private long dieAt = Long.MAX_VALUE;

    /** A new name for a node; null for none any more. */
    private record DirectoryChange(String name, Node node) {}

    /** A write, or the end of the file if there are no bytes. */
    private record Change(long position, byte[] bytes) {}

    private static final class Node {
        private byte[] cached = {};
        private byte[] durable = {};
        private final List<Change> pending = new ArrayList<>();

        private void change(Change change) {
            cached = apply(cached, change);
            pending.add(change);
        }

        private static byte[] apply(byte[] content, Change change) {
            if (change.bytes == null) {
                return Arrays.copyOf(content, (int) Math.min(content.length, change.position));
            }
            int end = (int) change.position + change.bytes.length;
            byte[] changed = end > content.length ? Arrays.copyOf(content, end) : content;
            System.arraycopy(change.bytes, 0, changed, (int) change.position, change.bytes.length);
            return changed;
        }

        private void force() {
            for (Change change : pending) {
                durable = apply(durable, change);
            }
            pending.clear();
        }

        private Node afterPowerCut(Random random) {
            Node node = new Node();
            node.durable = durable.clone();
            for (Change change : pending) {
                for (Change sector : sectors(change)) {
                    if (random.nextBoolean()) {
                        node.durable = apply(node.durable, sector);
                    }
                }
            }
            node.cached = node.durable.clone();
            return node;
        }

        private static List<Change> sectors(Change change) {
            if (change.bytes == null) {
                return List.of(change);
            }
            List<Change> sectors = new ArrayList<>();
            int length = change.bytes.length;
            for (int at = 0; at < length; ) {
                int end = (int) Math.min(length, at + SECTOR - (change.position + at) % SECTOR);
                sectors.add(new Change(change.position + at, Arrays.copyOfRange(change.bytes, at, end)));
                at = end;
            }
            return sectors;
        }
    }

    /** Puts a durable file there. */
    synchronized void put(String name, byte[] content) {
        Node node = new Node();
        node.cached = content.clone();
        node.durable = content.clone();
        cachedNames.put(name, node);
        durableNames.put(name, node);
    }

    /** Content of a file as the page cache has it. */
    synchronized byte[] content(String name) throws IOException {
        return find(name).cached.clone();
    }

    /** From this operation on nothing works any more; if it is a force, its data are dropped. */
    synchronized void dieAt(long operation) {
        dieAt = operation;
    }

    synchronized long operations() {
        return operations;
    }

    /** The process is gone, the machine goes on: the page cache stays. */
    synchronized PowerCutFiles afterProcessEnd() {
        dieAt = Long.MAX_VALUE;
        operations = 0;
        return this;
    }

    /** What a machine finds after a power cut. */
    synchronized PowerCutFiles afterPowerCut(Random random) {
        IdentityHashMap<Node, Node> nodes = new IdentityHashMap<>();
        PowerCutFiles after = new PowerCutFiles();
        Map<String, Node> names = new TreeMap<>(durableNames);
        int applied = random.nextInt(pendingNames.size() + 1);
        for (DirectoryChange change : pendingNames.subList(0, applied)) {
            rename(names, change);
        }
        names.forEach((name, node) -> {
            Node survivor = nodes.computeIfAbsent(node, dead -> dead.afterPowerCut(random));
            after.cachedNames.put(name, survivor);
            after.durableNames.put(name, survivor);
        });
        return after;
    }

    private static void rename(Map<String, Node> names, DirectoryChange change) {
        if (change.node == null) {
            names.remove(change.name);
        } else {
            names.values().removeIf(node -> node == change.node);
            names.put(change.name, change.node);
        }
    }

    private void change(String name, Node node) {
        DirectoryChange change = new DirectoryChange(name, node);
        rename(cachedNames, change);
        pendingNames.add(change);
    }

    private boolean alive() {
        return ++operations < dieAt;
    }

    private void operate() throws IOException {
        if (!alive()) {
            throw new IOException("power is off");
        }
    }

    private Node find(String name) throws NoSuchFileException {
        Node node = cachedNames.get(name);
        if (node == null) {
            throw new NoSuchFileException(name);
        }
        return node;
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(cachedNames.keySet());
    }

    @Override
    public synchronized SegmentFile create(String name) throws IOException {
        operate();
        if (cachedNames.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        Node node = new Node();
        change(name, node);
        return new MemoryFile(node);
    }

    @Override
    public synchronized SegmentFile openRead(String name) throws IOException {
        return new MemoryFile(find(name));
    }

    @Override
    public synchronized SegmentFile openWrite(String name) throws IOException {
        return new MemoryFile(find(name));
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        operate();
        change(to, find(from));
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        operate();
        if (cachedNames.containsKey(name)) {
            change(name, null);
        }
    }

    @Override
    public synchronized void syncDirectory() throws IOException {
        operate();
        pendingNames.forEach(change -> rename(durableNames, change));
        pendingNames.clear();
    }

    @Override
    public long usableSpace() {
        return Long.MAX_VALUE;
    }

    private final class MemoryFile implements SegmentFile {
        private final Node node;

        private MemoryFile(Node node) {
            this.node = node;
        }

        @Override
        public long size() {
            synchronized (PowerCutFiles.this) {
                return node.cached.length;
            }
        }

        @Override
        public void read(ByteBuffer into, long position) {
            synchronized (PowerCutFiles.this) {
                int count = (int) Math.min(into.remaining(), Math.max(0, node.cached.length - position));
                into.put(node.cached, (int) position, count);
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            synchronized (PowerCutFiles.this) {
                operate();
                node.change(new Change(position, bytes));
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (PowerCutFiles.this) {
                if (!alive()) {
                    node.pending.clear();
                    throw new IOException("force failed");
                }
                node.force();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (PowerCutFiles.this) {
                operate();
                node.change(new Change(size, null));
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
