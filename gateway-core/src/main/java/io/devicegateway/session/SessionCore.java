package io.devicegateway.session;

import io.devicegateway.journal.EventJournal;
import io.devicegateway.metrics.Metrics;
import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What all sessions of the process share.
 *
 * @param ticker nanoseconds of a clock that never goes back, for everything that has a limit
 * @param clock the wall clock, for what people read
 */
record SessionCore(
        EventJournal journal,
        Consultation consultation,
        DedupWindow dedup,
        CommandLedger ledger,
        CommandRouting commands,
        Sessions sessions,
        Timers timers,
        LongSupplier ticker,
        Clock clock,
        SessionSettings settings,
        Metrics metrics) {}
