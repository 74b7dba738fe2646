package io.devicegateway.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the oldest segments while the log is above its budget and nobody needs them. The last segment always stays: its name
 * carries the next offset. Removal happens on the maintenance thread, after what a segment still has to have written.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final SegmentFiles files;
    private final LogSettings settings;
    private final ConcurrentSkipListMap<Long, Segment> segments;
    private final Map<String, LongSupplier> holders = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean started;
    private volatile List<String> heldBy = List.of();

    Retention(SegmentFiles files, LogSettings settings, ConcurrentSkipListMap<Long, Segment> segments) {
        this.files = files;
        this.settings = settings;
        this.segments = segments;
    }

    RecordLog.Hold hold(String name, LongSupplier lowestNeeded) {
        if (holders.putIfAbsent(name, lowestNeeded) != null) {
            throw new IllegalArgumentException("the journal already has a holder named " + name);
        }
        return () -> holders.remove(name, lowestNeeded);
    }

    void start() {
        started = true;
    }

    /** Who is gone since the last look holds nothing any more. */
    RetentionStatus status() {
        List<String> holding = heldBy.stream().filter(holders::containsKey).toList();
        return new RetentionStatus(bytes(), settings.retainBytes(), settings.maxBytes(), holding);
    }

    long bytes() {
        return segments.values().stream().mapToLong(Segment::fileBytes).sum();
    }

    /** Removes what is above the budget. */
    void run() throws IOException {
        if (!started) {
            return;
        }
        lock.lock();
        try {
            List<String> holding = List.of();
            while (bytes() > settings.retainBytes() && segments.size() > 1) {
                Segment oldest = segments.firstEntry().getValue();
                holding = needing(oldest);
                if (!holding.isEmpty()) {
                    break;
                }
                LOG.info("journal above its budget: removing {}", oldest.fileName());
                remove(oldest);
            }
            if (!holding.isEmpty() && !holding.equals(heldBy)) {
                LOG.warn("journal above its budget of {} bytes, still needed by {}", settings.retainBytes(), holding);
            }
            heldBy = holding;
        } finally {
            lock.unlock();
        }
    }

    private List<String> needing(Segment segment) {
        List<String> names = new ArrayList<>();
        holders.forEach((name, lowestNeeded) -> {
            long needed;
            try {
                needed = lowestNeeded.getAsLong();
            } catch (RuntimeException | Error e) {
                LOG.warn("cannot find out what {} needs of the journal: keeping everything", name, e);
                needed = 0;
            }
            if (needed <= segment.extent().lastOffset()) {
                names.add(name);
            }
        });
        names.sort(null);
        return names;
    }

    /** Removes whole segments below an offset, whoever needs them. */
    long dropBefore(long offset) throws IOException {
        lock.lock();
        try {
            long dropped = 0;
            while (segments.size() > 1
                    && segments.firstEntry().getValue().extent().lastOffset() < offset) {
                Segment oldest = segments.firstEntry().getValue();
                remove(oldest);
                dropped += oldest.extent().lastOffset() - oldest.base() + 1;
            }
            LOG.warn("journal: {} records dropped by order, the oldest kept is {}", dropped, segments.firstKey());
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Oldest first and each durably, so that no power cut can bring one back behind a gap. */
    private void remove(Segment segment) throws IOException {
        segments.remove(segment.base());
        try {
            files.delete(SparseIndex.fileName(segment.base()));
            files.delete(segment.fileName());
        } catch (IOException e) {
            segments.putIfAbsent(segment.base(), segment);
            throw e;
        }
        files.syncDirectory();
    }
}
