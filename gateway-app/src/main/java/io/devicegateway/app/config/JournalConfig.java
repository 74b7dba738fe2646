package io.devicegateway.app.config;

import java.util.List;

/**
 * The durable event log.
 *
 * @param segmentBytes size of one file
 * @param retentionBytes how much is kept of what every consumer has passed
 * @param maxBytes how large the journal may grow
 * @param reserveBytes free room on the disk below which nothing more is taken
 */
public record JournalConfig(long segmentBytes, long retentionBytes, long maxBytes, long reserveBytes) {
    /** How many segments the journal must have room for at least: one that is written and one that can be removed. */
    static final int LEAST_SEGMENTS = 2;

    static final Setting<Long> SEGMENT_BYTES = Setting.of(
            "journal.segmentBytes",
            Quantity.size("1MiB", "1GiB"),
            64L << 20,
            "Size of one file of the journal. Old events are removed by whole files.");
    static final Setting<Long> RETENTION_BYTES = Setting.of(
            "journal.retentionBytes",
            Quantity.size("0B", "16TiB"),
            8L << 30,
            "How much is kept of what every consumer has passed. Above it the oldest files are removed; a file that a consumer still"
                    + " needs never is. Never more than journal.maxBytes less two files.");
    static final Setting<Long> MAX_BYTES = Setting.of(
            "journal.maxBytes",
            Quantity.size("2MiB", "16TiB"),
            16L << 30,
            "How large the journal may grow while a consumer is behind; at least two segments. At this bound the gateway takes no more reports from devices"
                    + " and acknowledges none, until there is room again.");
    static final Setting<Long> RESERVE_BYTES = Setting.of(
            "journal.reserveBytes",
            Quantity.size("0B", "1TiB"),
            512L << 20,
            "Free room to leave on the disk. Below it the gateway behaves as at journal.maxBytes.");

    static final Section SECTION = new Section(
            "journal",
            "Journal",
            "The durable log of events, in the folder journal of the data directory.",
            List.of(SEGMENT_BYTES, RETENTION_BYTES, MAX_BYTES, RESERVE_BYTES));

    static JournalConfig from(Values values) {
        long segment = values.get(SEGMENT_BYTES);
        long most = values.get(MAX_BYTES);
        return new JournalConfig(
                segment,
                Math.min(values.get(RETENTION_BYTES), Math.max(0, most - LEAST_SEGMENTS * segment)),
                most,
                values.get(RESERVE_BYTES));
    }
}
