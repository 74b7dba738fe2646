package io.devicegateway.journal;

import io.devicegateway.journal.JournalUnavailableException.Reason;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.supervision.Supervision;
import io.devicegateway.supervision.Watched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log as segment files in one directory. Two threads: the {@link Committer} writes, the maintenance thread prepares spare
 * segments, looks at the free space, and removes what retention allows.
 */
public final class SegmentedLog implements RecordLog {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentedLog.class);
    /** What its directory is called in messages. */
    public static final String DIRECTORY = "journal directory";

    /** At this share of its limit the journal warns. */
    private static final int EARLY_PERCENT = 80;

    private static final Duration COMMIT_LIMIT = Duration.ofSeconds(10);
    private static final Duration PREPARE_LIMIT = Duration.ofMinutes(5);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(8);

    private final LogParts parts;
    private final Retention retention;
    private final DirectoryLock directoryLock;
    private final Committer committer;
    private final Thread committerThread;
    private final ScheduledExecutorService maintenance;
    private final DamageListener listener;
    private final JournalWarning.@Nullable LostEnd lostEnd;
    private final Watched removing;
    private final Watched preparing;
    private final Watched committing;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread ending;

    private SegmentedLog(
            LogParts parts,
            Retention retention,
            DirectoryLock directoryLock,
            Recovery recovered,
            JournalWarning.@Nullable LostEnd lostEnd,
            Supervision supervision) {
        this.lostEnd = lostEnd;
        this.removing = supervision.watch("journal-retention");
        this.preparing = supervision.watch("journal-maintenance", PREPARE_LIMIT);
        this.committing = supervision.watch("journal-committer", COMMIT_LIMIT);
        this.parts = parts;
        this.retention = retention;
        this.directoryLock = directoryLock;
        this.listener = counting(parts.meters());
        this.maintenance = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().name("journal-maintenance").daemon().unstarted(task));
        this.committer = new Committer(
                parts, this::later, this::maintain, recovered.active(), recovered.nextOffset(), committing);
        this.committerThread =
                Thread.ofPlatform().name("journal-committer").daemon().unstarted(committer);
        this.ending = Thread.ofPlatform().name("journal-close").daemon().unstarted(this::end);
    }

    /**
     * Opens or creates a log.
     *
     * @param clock for times that people read
     * @param nanos monotonic, in nanoseconds
     * @throws IOException if the directory is in use, or cannot be read or written, or was written by a later version; a full
     *     disk is no reason: the log is then open for reading and {@code FULL}
     */
    public static SegmentedLog open(LogSettings settings, Clock clock, LongSupplier nanos, Metrics metrics)
            throws IOException {
        return open(settings, new DiskFiles(settings.directory()), clock, nanos, metrics);
    }

    static SegmentedLog open(LogSettings settings, SegmentFiles files, Clock clock, LongSupplier nanos, Metrics metrics)
            throws IOException {
        DirectoryLock own = DirectoryLock.acquire(settings.directory(), DIRECTORY);
        return open(settings, files, own, clock, nanos, metrics, new Supervision(metrics, nanos));
    }

    /**
     * Opens or creates a log in a directory that is locked already.
     *
     * @param locked the log takes a share of it, and keeps that until nothing of it runs any more
     * @param supervision of its threads
     * @throws IOException as {@link #open(LogSettings, Clock, LongSupplier, Metrics)}
     */
    public static SegmentedLog open(
            LogSettings settings,
            DirectoryLock locked,
            Clock clock,
            LongSupplier nanos,
            Metrics metrics,
            Supervision supervision)
            throws IOException {
        SegmentFiles files = new DiskFiles(settings.directory());
        return open(settings, files, locked.share(), clock, nanos, metrics, supervision);
    }

    private static SegmentedLog open(
            LogSettings settings,
            SegmentFiles files,
            DirectoryLock directoryLock,
            Clock clock,
            LongSupplier nanos,
            Metrics metrics,
            Supervision supervision)
            throws IOException {
        try {
            LogMeters meters = new LogMeters(metrics);
            Recovery found = Recovery.run(files, counting(meters));
            JournalWarning.@Nullable LostEnd lostEnd =
                    LostEnd.look(settings.directory(), found.lastOffset(), settings.minimumNextOffset() - 1);
            if (lostEnd != null) {
                meters.lost(lostEnd.first(), lostEnd.last());
            }
            Recovery recovered = found.from(settings.minimumNextOffset());
            Retention retention = new Retention(files, settings, recovered.segments());
            LogParts parts = new LogParts(
                    files,
                    settings,
                    recovered.segments(),
                    new AppendQueue(settings.queueRecords(), settings.queueBytes()),
                    new SegmentSupply(files, settings, retention),
                    new LogStatus(clock),
                    new DurableGate(recovered.lastOffset()),
                    meters,
                    clock,
                    nanos);
            SegmentedLog log = new SegmentedLog(parts, retention, directoryLock, recovered, lostEnd, supervision);
            log.start();
            return log;
        } catch (IOException | RuntimeException | Error e) {
            directoryLock.close();
            throw e;
        }
    }

    private static DamageListener counting(LogMeters meters) {
        return damage -> {
            if (meters.damaged(damage)) {
                LOG.error("journal: {}", damage);
            }
        };
    }

    private void start() {
        parts.meters().observe(this, parts.supply(), parts.settings());
        committerThread.start();
        long interval = parts.settings().probeInterval().toMillis();
        Future<?> unused = maintenance.scheduleWithFixedDelay(this::maintain, 0, interval, TimeUnit.MILLISECONDS);
    }

    private void maintain() {
        boolean removed = removing.run(retention::run);
        boolean prepared = preparing.run(parts.supply()::replenish);
        LOG.trace("journal maintenance: {} {}", removed, prepared);
        parts.queue().wake();
    }

    private void later(Runnable task) {
        try {
            maintenance.execute(preparing.task(task::run));
        } catch (RejectedExecutionException e) {
            // Closing; what is left to do is done here.
            task.run();
        }
    }

    @Override
    public long placeAfter(long offset) {
        Map.Entry<Long, Segment> segment = parts.segments().floorEntry(offset);
        if (segment != null) {
            try {
                SparseIndex.Entry place =
                        segment.getValue().index(parts.files()).after(offset);
                if (place != null) {
                    return place.offset();
                }
            } catch (IOException e) {
                LOG.warn(
                        "journal: no index of {}, its rest is passed over",
                        segment.getValue().fileName(),
                        e);
            }
        }
        Long next = parts.segments().higherKey(offset);
        return next == null ? nextOffset() : next;
    }

    @Override
    public int maxPayloadBytes() {
        return parts.settings().maxPayloadBytes();
    }

    @Override
    public List<JournalWarning> warnings() {
        List<JournalWarning> warnings = new ArrayList<>();
        if (lostEnd != null) {
            warnings.add(lostEnd);
        }
        JournalWarning.Damaged damage = parts.meters().damage();
        if (damage != null) {
            warnings.add(damage);
        }
        LogSettings settings = parts.settings();
        RetentionStatus held = retention.status();
        if (held.bytes()
                > Math.max(held.maxBytes() / 100 * EARLY_PERCENT, held.retainBytes() + settings.segmentBytes())) {
            warnings.add(new JournalWarning.NearlyFull(held.bytes(), held.maxBytes(), held.heldBy()));
        }
        long free = parts.supply().free();
        long early = settings.reserveBytes() + Math.max(settings.reserveBytes() / 4, 2 * settings.segmentBytes());
        if (free != SegmentSupply.UNKNOWN && free < early) {
            warnings.add(new JournalWarning.LowDisk(free, settings.reserveBytes()));
        }
        return warnings;
    }

    @Override
    public void append(long timeMillis, byte[] payload, AppendCallback callback) {
        if (payload.length > parts.settings().maxPayloadBytes()) {
            throw new IllegalArgumentException("journal record of " + payload.length + " bytes, at most "
                    + parts.settings().maxPayloadBytes() + " are allowed");
        }
        JournalUnavailableException refusal = parts.status().refusal();
        if (refusal == null) {
            refusal = switch (parts.queue()
                    .offer(Append.record(
                            timeMillis, payload, callback, parts.nanos().getAsLong()))) {
                case ACCEPTED -> null;
                case OVERLOADED ->
                    new JournalUnavailableException(Reason.OVERLOADED, "too many records wait for the journal");
                case CLOSED -> closed();
            };
        }
        if (refusal != null) {
            parts.meters().refused(refusal.reason(), 1);
            callback.failed(refusal);
        }
    }

    private static JournalUnavailableException closed() {
        return new JournalUnavailableException(Reason.CLOSED, "the journal is closed");
    }

    @Override
    public Duration longestWait() {
        return committer.longestWait();
    }

    @Override
    public void addBatchListener(Runnable afterEachBatch) {
        committer.addBatchListener(afterEachBatch);
    }

    @Override
    public long firstOffset() {
        Map.Entry<Long, Segment> first = parts.segments().firstEntry();
        return first == null ? nextOffset() : first.getKey();
    }

    @Override
    public long durableOffset() {
        return parts.gate().durable();
    }

    @Override
    public long nextOffset() {
        return committer.nextOffset();
    }

    @Override
    public RecordReader reader(long fromOffset) {
        return read(fromOffset, listener);
    }

    @Override
    public RecordReader reader(long fromOffset, DamageListener alsoTold) {
        return read(fromOffset, damage -> {
            listener.damaged(damage);
            alsoTold.damaged(damage);
        });
    }

    private RecordReader read(long fromOffset, DamageListener told) {
        long next = nextOffset();
        if (fromOffset > next) {
            throw new OffsetAheadException(fromOffset, next);
        }
        if (fromOffset < 1) {
            throw new IllegalArgumentException("offsets begin at 1, not at " + fromOffset);
        }
        return new SegmentReader(parts, fromOffset, told);
    }

    @Override
    public long offsetAt(long timeMillis) {
        try {
            return new TimeSearch(parts).offsetAt(timeMillis, nextOffset());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot search the journal by time: " + e, e);
        }
    }

    @Override
    public JournalState state() {
        return parts.status().state();
    }

    @Override
    public void addListener(Consumer<JournalState> stateListener) {
        parts.status().addListener(stateListener);
    }

    @Override
    public Hold hold(String name, LongSupplier lowestNeeded) {
        return retention.hold(name, lowestNeeded);
    }

    @Override
    public void startRetention() {
        retention.start();
        maintenance.execute(this::maintain);
    }

    @Override
    public RetentionStatus retention() {
        return retention.status();
    }

    @Override
    public long dropBefore(long offset) {
        if (offset >= nextOffset()) {
            roll();
        }
        try {
            long dropped =
                    maintenance.submit(() -> retention.dropBefore(offset)).get();
            maintenance.execute(this::maintain);
            return dropped;
        } catch (ExecutionException e) {
            throw new CompletionException("cannot drop journal records", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted while dropping journal records", e);
        }
    }

    /** Everything is to go, so the last segment must not be the one that is written to. If it cannot be, it stays. */
    private void roll() {
        OffsetFuture begun = new OffsetFuture();
        switch (parts.queue().offer(Append.roll(begun, parts.nanos().getAsLong()))) {
            case ACCEPTED -> begun.handle((offset, failure) -> failure == null).join();
            case OVERLOADED -> LOG.warn("journal overloaded: the newest segment is kept");
            case CLOSED -> throw closed();
        }
    }

    /**
     * Makes durable what was appended and stops. A disk that does not answer keeps this for some seconds and not for ever; the
     * directory then stays locked until the last write has ended, because it would overwrite what the next one writes.
     */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            committer.stop();
            ending.start();
        }
        if (!joined(ending)) {
            LOG.error(
                    "the journal's disk does not answer for {} s: {} stays locked until it does",
                    CLOSE_LIMIT.toSeconds(),
                    parts.settings().directory());
        }
    }

    /** Waits also when interrupted: who opens the directory next must not find it locked for that. */
    private static boolean joined(Thread thread) {
        long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** On a thread of its own: gives up the directory when both threads have really stopped, however long that takes. */
    private void end() {
        try {
            committerThread.join();
            maintenance.shutdown();
            while (!maintenance.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.error("the journal's maintenance has not ended: the disk does not answer");
            }
            try (directoryLock) {
                parts.supply().close();
            }
            removing.remove();
            preparing.remove();
            committing.remove();
        } catch (IOException e) {
            LOG.warn("cannot close the journal cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
