package io.devicegateway.journal;

import io.devicegateway.metrics.Metrics;
import java.util.EnumMap;
import java.util.Map;

/** The figures that a log leaves. */
final class LogMeters {
    final Metrics.Counter records;
    final Metrics.Counter bytes;
    final Metrics.Counter batches;
    final Metrics.Counter failedBatches;
    final Metrics.Counter damages;
    final Metrics.Counter lostOffsets;
    final Metrics.Timer commit;
    final Metrics.Timer segmentWait;
    private final Map<JournalUnavailableException.Reason, Metrics.Counter> refused =
            new EnumMap<>(JournalUnavailableException.Reason.class);

    LogMeters(Metrics metrics) {
        records = metrics.counter("gateway_journal_records", "Records made durable");
        bytes = metrics.counter("gateway_journal_bytes", "Bytes made durable");
        batches = metrics.counter("gateway_journal_batches", "Batches made durable, one force each");
        failedBatches = metrics.counter("gateway_journal_failed_batches", "Batches that could not be made durable");
        damages = metrics.counter("gateway_journal_damages", "Damaged places passed over while reading");
        lostOffsets = metrics.counter("gateway_journal_lost_offsets", "Offsets lost in damaged places while reading");
        commit = metrics.timer("gateway_journal_commit", "Write and force of a batch");
        segmentWait = metrics.timer("gateway_journal_segment_wait", "Waiting for a preallocated segment");
        for (JournalUnavailableException.Reason reason : JournalUnavailableException.Reason.values()) {
            refused.put(
                    reason,
                    metrics.counter("gateway_journal_refused", "Appends refused or failed", "reason", reason.name()));
        }
    }

    Metrics.Counter refused(JournalUnavailableException.Reason reason) {
        Metrics.Counter counter = refused.get(reason);
        if (counter == null) {
            throw new IllegalStateException("no meter for " + reason);
        }
        return counter;
    }
}
