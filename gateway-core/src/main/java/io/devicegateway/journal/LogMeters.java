package io.devicegateway.journal;

import io.devicegateway.journal.JournalUnavailableException.Reason;
import io.devicegateway.metrics.Metrics;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The figures that a log leaves. */
final class LogMeters {
    /** Places in which nothing is lost that are told apart. */
    private static final int MOST_PLACES = 1_000;

    private final Metrics metrics;
    private final Metrics.Counter records;
    private final Metrics.Counter bytes;
    private final Metrics.Counter batches;
    private final Metrics.Counter failedBatches;
    private final Metrics.Counter damages;
    private final Metrics.Counter lostOffsets;
    private final Map<Reason, Metrics.Counter> refused = new EnumMap<>(Reason.class);
    private final LostRanges lost = new LostRanges();
    private final Set<Damage> places = new HashSet<>();
    private long damagedPlaces;
    private long lostInAll;
    private final Metrics.Timer commit;
    private final Metrics.Timer append;
    private final Metrics.Timer segmentWait;

    LogMeters(Metrics metrics) {
        this.metrics = metrics;
        records = metrics.counter("gateway_journal_records", "Records made durable");
        bytes = metrics.counter("gateway_journal_written_bytes", "Bytes made durable");
        batches = metrics.counter("gateway_journal_batches", "Batches made durable, one force each");
        failedBatches = metrics.counter("gateway_journal_failed_batches", "Batches that could not be made durable");
        damages = metrics.counter("gateway_journal_damages", "Damaged places passed over while reading");
        lostOffsets = metrics.counter("gateway_journal_lost_offsets", "Offsets lost in damaged places while reading");
        commit = metrics.timer("gateway_journal_commit", "Write and force of a batch");
        append = metrics.timer(
                "gateway_journal_append", "From an append to the word that it is durable, the oldest of each batch");
        segmentWait = metrics.timer("gateway_journal_segment_wait", "Waiting for a preallocated segment");
        for (Reason reason : Reason.values()) {
            refused.put(
                    reason,
                    metrics.counter("gateway_journal_refused", "Appends refused or failed", "reason", reason.name()));
        }
    }

    /** Has the state of a log asked for when somebody looks. */
    void observe(RecordLog log, SegmentSupply supply, LogSettings settings) {
        metrics.gauge(
                "gateway_journal_stored_bytes",
                "Bytes of all segments",
                () -> log.retention().bytes());
        metrics.gauge(
                "gateway_journal_limit_bytes",
                "Size at which the journal takes nothing any more",
                () -> log.retention().maxBytes());
        metrics.gauge(
                "gateway_journal_budget_bytes",
                "Size above which old segments are removed when nobody needs them",
                () -> log.retention().retainBytes());
        metrics.gauge("gateway_journal_free_disk_bytes", "Free room where the journal lives", supply::free);
        metrics.gauge(
                "gateway_journal_reserve_bytes",
                "Free room below which the journal takes nothing",
                () -> settings.reserveBytes());
        metrics.gauge("gateway_journal_first_offset", "Oldest offset stored", log::firstOffset);
        metrics.gauge("gateway_journal_durable_offset", "Highest durable offset", log::durableOffset);
        metrics.gauge(
                "gateway_journal_open",
                "1 if records are taken, 0 if the journal is full or failed",
                () -> log.state() instanceof JournalState.Open ? 1 : 0);
        metrics.gauge(
                "gateway_journal_oldest_append_seconds",
                "For how long the oldest append waits of which nobody heard yet",
                () -> log.longestWait().toNanos() / 1e9);
        metrics.gauge(
                "gateway_journal_holding_consumers",
                "Consumers that keep the journal above its budget",
                () -> log.retention().heldBy().size());
    }

    void committed(long newRecords, long newBytes, long nanos) {
        records.add(newRecords);
        bytes.add(newBytes);
        batches.increment();
        commit.record(nanos);
    }

    void told(long nanos) {
        append.record(nanos);
    }

    void batchFailed() {
        failedBatches.increment();
    }

    void refused(Reason reason, int appends) {
        Objects.requireNonNull(refused.get(reason)).add(appends);
    }

    void waitedForSegment(long nanos) {
        segmentWait.record(nanos);
    }

    /** Counts a damaged place once, however many readers meet it. Whether it is a new one. */
    synchronized boolean damaged(Damage damage) {
        long fresh = lost.add(damage.firstLost(), damage.lastLost());
        if (fresh == 0 && (damage.lost() > 0 || !remember(damage))) {
            return false;
        }
        damagedPlaces++;
        lostInAll += fresh;
        damages.increment();
        lostOffsets.add(fresh);
        return true;
    }

    private boolean remember(Damage damage) {
        return places.size() < MOST_PLACES && places.add(damage);
    }

    /** Offsets that are lost and lie in no damaged place. */
    synchronized void lost(long first, long last) {
        lostOffsets.add(lost.add(first, last));
    }

    /** What was met so far in this run; null if nothing. */
    synchronized JournalWarning.@Nullable Damaged damage() {
        return damagedPlaces == 0 ? null : new JournalWarning.Damaged(damagedPlaces, lostInAll);
    }
}
