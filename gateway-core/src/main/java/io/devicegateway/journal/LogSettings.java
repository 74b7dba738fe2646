package io.devicegateway.journal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The bounds of a log. Disk use stays below {@code maxBytes} plus one spare segment and the sparse indexes (0.04 %).
 *
 * @param directory where it lives; created if missing; one process at a time
 * @param segmentBytes size to which a segment is preallocated
 * @param batchBytes bytes written before one force; larger writes have a longer tail
 * @param maxPayloadBytes largest payload of a record
 * @param queueRecords most appends that wait for the committer; as many again may be under way
 * @param queueBytes most payload bytes that wait for the committer; as many again may be under way
 * @param retainBytes budget above which old segments are removed when nobody needs them
 * @param maxBytes at this size appends are refused rather than something needed removed
 * @param reserveBytes free space of the file system that is left to others; below it appends are refused
 * @param probeInterval how often space, retention and recovery from a failure are looked at
 * @param minimumNextOffset offsets below are not given any more, because somebody may have seen them; 1 for none
 */
public record LogSettings(
        Path directory,
        long segmentBytes,
        int batchBytes,
        int maxPayloadBytes,
        int queueRecords,
        long queueBytes,
        long retainBytes,
        long maxBytes,
        long reserveBytes,
        Duration probeInterval,
        long minimumNextOffset) {
    /** How many times as long as the message its record may be. */
    private static final int EVENT_GROWTH = 16;

    private static final int KIB = 1024;
    private static final long MIB = 1024 * KIB;

    public LogSettings {
        int largest = RecordFormat.MAX_RECORD - RecordFormat.RECORD_HEADER;
        require(maxPayloadBytes > 0 && maxPayloadBytes <= largest, "maxPayloadBytes must be 1 to " + largest);
        require(
                batchBytes >= RecordFormat.RECORD_HEADER && batchBytes <= RecordFormat.MAX_RECORD,
                "batchBytes is out of range");
        long smallest = RecordFormat.DATA_START + RecordFormat.RECORD_HEADER + (long) maxPayloadBytes;
        require(segmentBytes >= smallest, "segmentBytes must hold the largest record: at least " + smallest);
        require(queueRecords > 0, "queueRecords must be positive");
        require(queueBytes >= maxPayloadBytes + RecordFormat.RECORD_HEADER, "queueBytes must hold the largest record");
        require(
                retainBytes >= 0 && retainBytes <= maxBytes - 2 * segmentBytes,
                "maxBytes must be at least retainBytes and two segments");
        require(reserveBytes >= 0, "reserveBytes must not be negative");
        require(probeInterval.toMillis() > 0, "probeInterval must be at least 1 ms");
        require(minimumNextOffset >= 1, "minimumNextOffset must be at least 1");
    }

    /** 64 MiB segments, 8 GiB budget, 16 GiB limit, 512 MiB reserve, 512 KiB payloads. */
    public static LogSettings defaults(Path directory) {
        return new LogSettings(
                directory,
                64 * MIB,
                768 * KIB,
                512 * KIB,
                64 * KIB,
                32 * MIB,
                8 * KIB * MIB,
                16 * KIB * MIB,
                512 * MIB,
                Duration.ofSeconds(1),
                1);
    }

    /** With other sizes of what is written. */
    public LogSettings withSizes(long newSegmentBytes, int newBatchBytes, int newMaxPayloadBytes) {
        return new LogSettings(
                directory,
                newSegmentBytes,
                newBatchBytes,
                newMaxPayloadBytes,
                queueRecords,
                queueBytes,
                retainBytes,
                maxBytes,
                reserveBytes,
                probeInterval,
                minimumNextOffset);
    }

    /**
     * With records that hold what a message of this size becomes: its bytes, and its event, which may be many times as long.
     *
     * @param bytes of the largest message that is taken
     * @throws IllegalArgumentException if a segment cannot hold the message twice
     */
    public LogSettings withLargestMessage(int bytes) {
        long most =
                Math.min(RecordFormat.MAX_RECORD, segmentBytes - RecordFormat.DATA_START) - RecordFormat.RECORD_HEADER;
        require(2L * bytes <= most, "segmentBytes must hold a message of " + bytes + " bytes twice");
        long wanted = Math.max(maxPayloadBytes, (long) EVENT_GROWTH * bytes);
        return withSizes(segmentBytes, batchBytes, (int) Math.min(wanted, most));
    }

    /** With other bounds of the queue. */
    public LogSettings withQueue(int newQueueRecords, long newQueueBytes) {
        return new LogSettings(
                directory,
                segmentBytes,
                batchBytes,
                maxPayloadBytes,
                newQueueRecords,
                newQueueBytes,
                retainBytes,
                maxBytes,
                reserveBytes,
                probeInterval,
                minimumNextOffset);
    }

    /** With other bounds of what is stored. */
    public LogSettings withSpace(long newRetainBytes, long newMaxBytes, long newReserveBytes) {
        return new LogSettings(
                directory,
                segmentBytes,
                batchBytes,
                maxPayloadBytes,
                queueRecords,
                queueBytes,
                newRetainBytes,
                newMaxBytes,
                newReserveBytes,
                probeInterval,
                minimumNextOffset);
    }

    /** With another interval of looking. */
    public LogSettings withProbeInterval(Duration newProbeInterval) {
        return new LogSettings(
                directory,
                segmentBytes,
                batchBytes,
                maxPayloadBytes,
                queueRecords,
                queueBytes,
                retainBytes,
                maxBytes,
                reserveBytes,
                newProbeInterval,
                minimumNextOffset);
    }

    /** With another lowest offset for new records: one above the highest that any consumer has stored as its position. */
    public LogSettings withMinimumNextOffset(long newMinimumNextOffset) {
        return new LogSettings(
                directory,
                segmentBytes,
                batchBytes,
                maxPayloadBytes,
                queueRecords,
                queueBytes,
                retainBytes,
                maxBytes,
                reserveBytes,
                probeInterval,
                newMinimumNextOffset);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("journal settings: " + otherwise);
        }
    }
}
