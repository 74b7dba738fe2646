package io.devicegateway.embedded;

import io.devicegateway.journal.DirectoryLock;
import io.devicegateway.journal.LogSettings;
import io.devicegateway.journal.LoggedEvents;
import io.devicegateway.journal.SegmentedLog;
import io.devicegateway.registry.Projection;
import io.devicegateway.registry.SqliteRegistry;
import io.devicegateway.router.ConsumerStore.StoredConsumer;
import io.devicegateway.router.EventRouter;
import io.devicegateway.router.RouterSettings;
import io.devicegateway.router.SqliteConsumerStore;
import io.devicegateway.session.CommandArchive;
import io.devicegateway.session.ReportArchive;
import io.devicegateway.session.Timers;
import io.devicegateway.supervision.Supervision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything in the data directory: opened in the order in which one needs the other, and closed the other way round. */
final class Stores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

    private final Supervision supervision;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final SqliteRegistry registry;
    private final CommandArchive commands;
    private final ReportArchive reports;
    private final SqliteConsumerStore consumers;
    private final LoggedEvents journal;
    private final Projection projection;
    private final EventRouter router;

    private Stores(GatewayOptions options, @Nullable Timers retries, Supervision supervision) throws IOException {
        this.supervision = supervision;
        try {
            Path data = options.data();
            // Before anything is read or brought to a newer schema: who is refused has changed nothing.
            DirectoryLock dataLock = opened(DirectoryLock.acquire(data, "data directory"));
            DirectoryLock journalLock = opened(dataLock.inner(options.journal().directory(), SegmentedLog.DIRECTORY));
            registry = opened(SqliteRegistry.open(
                    data.resolve("registry.db"), options.registry(), options.clock(), options.metrics(), supervision));
            commands = opened(CommandArchive.open(
                    data.resolve("commands.db"), System::nanoTime, options.commandsKept(), supervision));
            reports = opened(ReportArchive.open(data.resolve("reports.db"), supervision.watch("report-archive")));
            consumers = opened(SqliteConsumerStore.open(data.resolve("consumers.db")));
            journal = opened(openJournal(options, journalLock));
            reports.beginAt(journal.durableOffset());
            projection = opened(new Projection(
                    journal, List.of(Projection.of(registry), commands, reports), options.metrics(), supervision));
            router = opened(new EventRouter(
                    journal,
                    consumers,
                    journal.log()::hold,
                    options.clock(),
                    options.metrics(),
                    RouterSettings.DEFAULT,
                    retries,
                    supervision));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens what is in the data directory, or creates it.
     *
     * @param retries says when consumers try an event again; null for the time of the process
     * @param supervision of the loops and periodic tasks of everything that is opened here
     * @throws IOException if it is in use or cannot be read or written; the message says why
     */
    static Stores open(GatewayOptions options, @Nullable Timers retries, Supervision supervision) throws IOException {
        return new Stores(options, retries, supervision);
    }

    /** An offset that a store has seen is never given again, not even when the journal's files were lost. */
    private LoggedEvents openJournal(GatewayOptions options, DirectoryLock locked) throws IOException {
        long seen = Math.max(registry.appliedOffset(), commands.appliedOffset());
        for (StoredConsumer consumer : consumers.consumers()) {
            seen = Math.max(seen, consumer.position());
        }
        LogSettings settings = options.journal().withMinimumNextOffset(seen + 1);
        SegmentedLog log =
                SegmentedLog.open(settings, locked, options.clock(), System::nanoTime, options.metrics(), supervision);
        try {
            String id = LoggedEvents.identity(settings.directory());
            return new LoggedEvents(log, id, options.clock(), options.metrics());
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private <C extends AutoCloseable> C opened(C store) {
        opened.push(store);
        return store;
    }

    /** Brings the registry and the commands up to the end of the journal, and has them follow it. */
    void follow() {
        journal.log().hold("registry", projection::lowestNeeded);
        projection.start();
        try {
            projection.caughtUp(journal.durableOffset()).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("what is known of the devices cannot be brought up to date", e);
        }
        journal.log().startRetention();
    }

    Supervision supervision() {
        return supervision;
    }

    LoggedEvents journal() {
        return journal;
    }

    SqliteRegistry registry() {
        return registry;
    }

    ReportArchive reports() {
        return reports;
    }

    CommandArchive commands() {
        return commands;
    }

    Projection projection() {
        return projection;
    }

    EventRouter router() {
        return router;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.error("closing a store failed", e);
            }
        }
    }
}
