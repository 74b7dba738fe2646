package io.devicegateway.journal;

import java.time.Clock;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * What the committer and the readers of one log share.
 *
 * @param files the directory
 * @param settings the bounds
 * @param segments all segments by base
 * @param queue appends that wait
 * @param supply spare segments
 * @param status whether appends are taken
 * @param gate how far it is durable
 * @param meters the figures
 * @param clock for times that people read
 * @param nanos monotonic
 */
record LogParts(
        SegmentFiles files,
        LogSettings settings,
        ConcurrentSkipListMap<Long, Segment> segments,
        AppendQueue queue,
        SegmentSupply supply,
        LogStatus status,
        DurableGate gate,
        LogMeters meters,
        Clock clock,
        LongSupplier nanos) {}
