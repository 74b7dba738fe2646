package io.devicegateway.session;

import io.devicegateway.journal.EventJournal;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.registry.Arbiter;
import io.devicegateway.registry.Registry;
import io.devicegateway.supervision.Supervision;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What sessions work with.
 *
 * @param history the commands of earlier runs
 * @param ticker nanoseconds of a clock that never goes back, for everything that has a limit
 * @param clock the wall clock, for what people read
 * @param supervision of loops and periodic tasks
 * @param callers tells callers the outcomes of their commands; what they hang on these runs there and may block
 */
public record SessionEnvironment(
        EventJournal journal,
        Registry registry,
        Arbiter authority,
        CommandHistory history,
        Timers timers,
        LongSupplier ticker,
        Clock clock,
        SessionSettings settings,
        Metrics metrics,
        Supervision supervision,
        Executor callers) {
    /** The same with a supervision of its own, and callers that are told at once. */
    public SessionEnvironment(
            EventJournal journal,
            Registry registry,
            Arbiter authority,
            CommandHistory history,
            Timers timers,
            LongSupplier ticker,
            Clock clock,
            SessionSettings settings,
            Metrics metrics) {
        this(
                journal,
                registry,
                authority,
                history,
                timers,
                ticker,
                clock,
                settings,
                metrics,
                new Supervision(metrics, ticker),
                Runnable::run);
    }
}
