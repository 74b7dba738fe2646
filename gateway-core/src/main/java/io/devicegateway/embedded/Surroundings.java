package io.devicegateway.embedded;

import io.devicegateway.journal.EventJournal;
import io.devicegateway.session.ScheduledTimers;
import io.devicegateway.session.Timers;
import io.devicegateway.supervision.Supervision;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway takes from the process that it lives in. A test kit has other surroundings, in which time stands still until the
 * test moves it.
 *
 * @param ticker nanoseconds of a clock that never goes back, for everything that has a limit
 * @param timers run what sessions and campaigns do later
 * @param retries say when a consumer tries an event again; null for the time of the process
 * @param questions runs the backend's authority, which may block
 * @param journal what sessions append to, given the journal
 * @param sockets whether devices may connect over TCP
 * @param callers tells callers what came of their commands and campaigns; what they hang on it runs there and may block
 * @param end ends what was made for this gateway
 */
public record Surroundings(
        LongSupplier ticker,
        Timers timers,
        @Nullable Timers retries,
        Executor questions,
        UnaryOperator<EventJournal> journal,
        boolean sockets,
        Executor callers,
        Runnable end) {
    /** The same, where what callers hang on outcomes runs on virtual threads. */
    public Surroundings(
            LongSupplier ticker,
            Timers timers,
            @Nullable Timers retries,
            Executor questions,
            UnaryOperator<EventJournal> journal,
            boolean sockets,
            Runnable end) {
        this(ticker, timers, retries, questions, journal, sockets, virtualThreads(), end);
    }

    private static Executor virtualThreads() {
        Thread.Builder.OfVirtual threads = Thread.ofVirtual().name("caller-", 0);
        return task -> {
            Thread unused = threads.start(task);
        };
    }

    /** The process's own time, and virtual threads for the authority. Supervision shows the timers while one fails or hangs. */
    static Surroundings ofTheProcess(Supervision supervision) {
        ScheduledTimers timers = new ScheduledTimers(supervision);
        ExecutorService questions = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("authority-", 0).factory());
        return new Surroundings(System::nanoTime, timers, null, questions, UnaryOperator.identity(), true, () -> {
            questions.shutdownNow();
            timers.close();
        });
    }
}
