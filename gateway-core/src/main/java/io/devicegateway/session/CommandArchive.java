package io.devicegateway.session;

import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.registry.Projection;
import io.devicegateway.store.Schema;
import io.devicegateway.store.SeparateReads;
import io.devicegateway.store.SqliteDatabase;
import io.devicegateway.store.StoreException;
import io.devicegateway.supervision.Supervision;
import io.devicegateway.supervision.Watched;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The commands of the journal in an SQLite file, so that a key is found without reading the journal. It follows the journal
 * and is brought up again from it after a crash.
 *
 * <p>Keys are looked up by a connection of their own: it is not held up by whoever writes.
 */
public final class CommandArchive implements CommandHistory, Projection.Target, AutoCloseable {
    private static final Duration FLUSH_EVERY = Duration.ofMillis(500);
    private static final Duration PURGE_EVERY = Duration.ofHours(1);
    /** A write that waits for another process is no problem yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private static final Duration LONGEST_STAND = Duration.ofSeconds(30);
    private static final int MOST_PENDING = 10_000;
    /** Longer than this the stored position does not stay behind: it holds the journal, whatever its events weigh. */
    private static final Duration POSITION_EVERY = Duration.ofSeconds(1);

    private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);

    private final SqliteDatabase database;
    private final SeparateReads lookUps;
    private final CommandRows rows = new CommandRows();
    private final LongSupplier ticker;
    private final Duration keep;
    private final List<EventRecord> pending = new ArrayList<>();
    private final ScheduledExecutorService writer;
    private final Watched round;
    /** No monitor: who waits for it may be a virtual thread. */
    private final ReentrantLock flushing = new ReentrantLock();

    private final long openedAt;
    private long ranBefore;
    private long purgeAt;
    private long applied;
    private long writtenAt = System.nanoTime();
    private volatile long durablyApplied;
    private volatile boolean inTrouble;
    private volatile long troubleSince;

    private CommandArchive(
            SqliteDatabase database,
            SeparateReads lookUps,
            LongSupplier ticker,
            Duration keep,
            Supervision supervision) {
        this.database = database;
        this.lookUps = lookUps;
        this.ticker = ticker;
        this.keep = keep;
        openedAt = ticker.getAsLong();
        durablyApplied = database.transaction("read the offset", connection -> {
            try (var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT journal_offset, ran FROM applied")) {
                row.next();
                ranBefore = row.getLong(2);
                return row.getLong(1);
            }
        });
        applied = durablyApplied;
        round = supervision.watch("command-archive", WRITE_LIMIT);
        writer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("command-archive").factory());
    }

    /**
     * Opens or creates the file.
     *
     * @param ticker nanoseconds of a clock that never goes back: age is measured by it, while the gateway runs
     * @param keep how long a settled command, and with it its idempotency key, is kept
     * @param supervision of its periodic task
     * @throws StoreException if it cannot be opened or was written by a newer version
     */
    public static CommandArchive open(Path file, LongSupplier ticker, Duration keep, Supervision supervision) {
        Schema schema = Schema.beside(CommandArchive.class, "schema");
        SqliteDatabase database = SqliteDatabase.open(file, schema);
        CommandArchive archive;
        try {
            archive = new CommandArchive(database, new SeparateReads(database, schema), ticker, keep, supervision);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        long millis = FLUSH_EVERY.toMillis();
        var unused = archive.writer.scheduleWithFixedDelay(
                archive.round.task(archive::maintain), millis, millis, TimeUnit.MILLISECONDS);
        return archive;
    }

    @Override
    public long appliedOffset() {
        return durablyApplied;
    }

    @Override
    public @Nullable String problem() {
        long since = ticker.getAsLong() - troubleSince;
        return inTrouble && since > PATIENCE.toNanos()
                ? database.file() + " could not be written for "
                        + Duration.ofNanos(since).toSeconds() + " s"
                : null;
    }

    @Override
    public void apply(EventRecord record) {
        boolean full = false;
        synchronized (pending) {
            if (record.offset() <= applied) {
                return;
            }
            applied = record.offset();
            if (record.event() instanceof CommandEvent) {
                pending.add(record);
                full = pending.size() >= MOST_PENDING;
            }
        }
        if (full) {
            makeRoom();
        }
    }

    /** Holds up who applies while too much is pending; the journal keeps the rest. */
    private void makeRoom() {
        long started = System.nanoTime();
        while (true) {
            try {
                flush();
                return;
            } catch (StoreException e) {
                if (System.nanoTime() - started > LONGEST_STAND.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(FLUSH_EVERY.toNanos());
            }
        }
    }

    /**
     * Writes what is pending.
     *
     * @throws StoreException if it cannot be written; it stays pending
     */
    public void flush() {
        flushing.lock();
        try {
            List<EventRecord> batch;
            long upTo;
            synchronized (pending) {
                batch = List.copyOf(pending);
                upTo = applied;
            }
            boolean positionDue = upTo > durablyApplied && System.nanoTime() - writtenAt >= POSITION_EVERY.toNanos();
            if (!batch.isEmpty() || positionDue) {
                write(batch, upTo);
            }
        } finally {
            flushing.unlock();
        }
    }

    private void write(List<EventRecord> batch, long upTo) {
        if (!inTrouble) {
            troubleSince = ticker.getAsLong();
            inTrouble = true; // until it is written: one that never returns counts as well
        }
        long ran = ran();
        database.transaction("write commands", connection -> {
            for (EventRecord record : batch) {
                rows.write(connection, record, ran);
            }
            return applied(connection, upTo, ran);
        });
        inTrouble = false;
        durablyApplied = upTo;
        writtenAt = System.nanoTime();
        synchronized (pending) {
            pending.subList(0, batch.size()).clear();
        }
    }

    private static int applied(Connection connection, long upTo, long ran) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE applied SET journal_offset = ?, ran = ?")) {
            update.setLong(1, upTo);
            update.setLong(2, ran);
            return update.executeUpdate();
        }
    }

    /** For how long the gateway has run with this file, in milliseconds, all runs together. */
    private long ran() {
        return ranBefore + TimeUnit.NANOSECONDS.toMillis(ticker.getAsLong() - openedAt);
    }

    private void maintain() {
        flush();
        long ran = ran();
        if (ran < purgeAt) {
            return;
        }
        database.transaction("remove old commands", connection -> {
            rows.purge(connection, ran - keep.toMillis());
            UsedOrders.purge(connection, ran);
            return applied(connection, durablyApplied, ran);
        });
        purgeAt = ran + PURGE_EVERY.toMillis();
    }

    @Override
    public Optional<RecordedCommand> byKey(DeviceId device, String idempotencyKey) {
        return lookUps.read("look up a command", connection -> rows.byKey(connection, device, idempotencyKey));
    }

    @Override
    public Optional<String> byOrder(DeviceId device, String order) {
        return lookUps.read("look up an order number", connection -> UsedOrders.find(connection, device, order));
    }

    @Override
    public Optional<RecordedCommand> byId(String commandId) {
        return lookUps.read("look up a command", connection -> rows.byId(connection, commandId));
    }

    @Override
    public List<RecordedCommand> open() {
        flush();
        return lookUps.read("look up open commands", rows::open);
    }

    @Override
    public List<RecordedCommand> unresolved(Duration atMostAgo) {
        flush();
        long since = ran() - atMostAgo.toMillis();
        return lookUps.read("look up unresolved commands", connection -> rows.unresolved(connection, since));
    }

    @Override
    public void close() {
        writer.shutdown();
        round.remove();
        try {
            flush();
        } finally {
            lookUps.close();
            database.close();
        }
    }
}
