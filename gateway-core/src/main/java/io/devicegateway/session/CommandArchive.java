package io.devicegateway.session;

import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.VendItem;
import io.devicegateway.journal.EventJson;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.registry.Projection;
import io.devicegateway.store.Schema;
import io.devicegateway.store.SqliteDatabase;
import io.devicegateway.store.StoreException;
import io.devicegateway.supervision.Supervision;
import io.devicegateway.supervision.Watched;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of the journal in an SQLite file, so that a key is found without reading the journal. It follows the journal
 * and is brought up again from it after a crash.
 */
public final class CommandArchive implements CommandHistory, Projection.Target, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandArchive.class);
    private static final Duration FLUSH_EVERY = Duration.ofMillis(500);
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);
    private static final Duration PURGE_EVERY = Duration.ofHours(1);
    private static final int MOST_PENDING = 10_000;
    /** Longer than this the stored position does not stay behind: it holds the journal, whatever its events weigh. */
    private static final Duration POSITION_EVERY = Duration.ofSeconds(1);

    private static final String COLUMNS = "id, device, idempotency_key, issued, epoch, at, settled FROM command";

    private final SqliteDatabase database;
    private final EventJson json = new EventJson();
    private final Clock clock;
    private final Duration keep;
    private final List<EventRecord> pending = new ArrayList<>();
    private final ScheduledExecutorService writer;
    /** No monitor: who waits for it may be a virtual thread. */
    private final ReentrantLock flushing = new ReentrantLock();

    private Instant nextPurge = Instant.MIN;
    private long applied;
    private long writtenAt = System.nanoTime();
    private volatile long durablyApplied;

    private CommandArchive(SqliteDatabase database, Clock clock, Duration keep) {
        this.database = database;
        this.clock = clock;
        this.keep = keep;
        durablyApplied = database.transaction("read the offset", connection -> {
            try (var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT journal_offset FROM applied")) {
                row.next();
                return row.getLong(1);
            }
        });
        applied = durablyApplied;
        writer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("command-archive").factory());
    }

    /**
     * Opens or creates the file.
     *
     * @param keep how long a settled command, and with it its idempotency key, is kept
     * @throws StoreException if it cannot be opened or was written by a newer version
     */
    public static CommandArchive open(Path file, Clock clock, Duration keep) {
        return open(file, clock, keep, new Supervision(new MemoryMetrics(), System::nanoTime));
    }

    /**
     * The same under supervision.
     *
     * @param supervision of its periodic task
     * @throws StoreException if it cannot be opened or was written by a newer version
     */
    public static CommandArchive open(Path file, Clock clock, Duration keep, Supervision supervision) {
        SqliteDatabase database = SqliteDatabase.open(file, Schema.beside(CommandArchive.class, "schema"));
        CommandArchive archive = new CommandArchive(database, clock, keep);
        Watched writing = supervision.watch("command-archive", WRITE_LIMIT);
        long millis = FLUSH_EVERY.toMillis();
        var unused = archive.writer.scheduleWithFixedDelay(
                writing.task(archive::upkeep), millis, millis, TimeUnit.MILLISECONDS);
        return archive;
    }

    @Override
    public long appliedOffset() {
        return durablyApplied;
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
            flush();
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
            if (batch.isEmpty() && !positionDue) {
                return;
            }
            write(batch, upTo);
        } finally {
            flushing.unlock();
        }
    }

    private void write(List<EventRecord> batch, long upTo) {
        database.transaction("write commands", connection -> {
            for (EventRecord record : batch) {
                write(connection, record);
            }
            try (PreparedStatement update = connection.prepareStatement("UPDATE applied SET journal_offset = ?")) {
                update.setLong(1, upTo);
                return update.executeUpdate();
            }
        });
        durablyApplied = upTo;
        writtenAt = System.nanoTime();
        synchronized (pending) {
            pending.subList(0, batch.size()).clear();
        }
    }

    private void upkeep() {
        flush();
        Instant now = clock.instant();
        if (now.isBefore(nextPurge)) {
            return;
        }
        nextPurge = now.plus(PURGE_EVERY);
        boolean unused = database.transaction("remove old commands", connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM command WHERE at < ? AND settled IS NOT NULL")) {
                delete.setLong(1, now.minus(keep).toEpochMilli());
                delete.executeUpdate();
            }
            UsedOrders.purge(connection, now);
            return true;
        });
    }

    private void write(Connection connection, EventRecord record) throws SQLException {
        switch ((CommandEvent) record.event()) {
            case CommandIssued issued -> {
                insert(connection, record, issued.commandId(), issued.idempotencyKey(), json(issued));
                if (issued.command() instanceof VendItem sale) {
                    UsedOrders.use(connection, record, issued.commandId(), sale.order());
                }
            }
            case CommandSettled settled -> {
                if (settled.result() instanceof CommandResult.NotSent<?>) {
                    UsedOrders.free(connection, settled.commandId());
                }
                if (!settle(connection, settled)) {
                    insert(connection, record, settled.commandId(), settled.idempotencyKey(), null);
                    settle(connection, settled);
                }
            }
            case CommandResolved resolved -> markResolved(connection, resolved.commandId());
            case LateReply late -> {
                if (late.commandId() != null) {
                    markResolved(connection, late.commandId());
                }
            }
        }
    }

    private String json(DeviceEvent event) {
        return new String(json.write(event), StandardCharsets.UTF_8);
    }

    private static void insert(
            Connection connection, EventRecord record, String id, @Nullable String key, @Nullable String issued)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR IGNORE INTO command (id, device, idempotency_key, issued, epoch, at, resolved)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 0)")) {
            insert.setString(1, id);
            insert.setString(2, record.device().toString());
            set(insert, 3, key);
            set(insert, 4, issued);
            insert.setLong(5, record.epoch());
            insert.setLong(6, record.receivedAt().toEpochMilli());
            insert.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, int index, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(index, Types.VARCHAR);
        } else {
            statement.setString(index, text);
        }
    }

    private boolean settle(Connection connection, CommandSettled settled) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE command SET settled = ? WHERE id = ?")) {
            update.setString(1, json(settled));
            update.setString(2, settled.commandId());
            return update.executeUpdate() > 0;
        }
    }

    private static void markResolved(Connection connection, String id) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE command SET resolved = 1 WHERE id = ?")) {
            update.setString(1, id);
            update.executeUpdate();
        }
    }

    @Override
    public Optional<RecordedCommand> byKey(DeviceId device, String idempotencyKey) {
        return database
                .transaction("look up a command", connection -> {
                    try (PreparedStatement query = connection.prepareStatement(
                            "SELECT " + COLUMNS + " WHERE device = ? AND idempotency_key = ? ORDER BY at LIMIT 1")) {
                        query.setString(1, device.toString());
                        query.setString(2, idempotencyKey);
                        return read(query);
                    }
                })
                .stream()
                .findFirst();
    }

    @Override
    public Optional<String> byOrder(DeviceId device, String order) {
        return database.transaction(
                "look up an order number", connection -> UsedOrders.find(connection, device, order));
    }

    @Override
    public List<RecordedCommand> open() {
        flush();
        return database.transaction("look up open commands", connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT " + COLUMNS + " WHERE settled IS NULL ORDER BY at")) {
                return read(query);
            }
        });
    }

    @Override
    public List<RecordedCommand> unresolved(Instant since) {
        flush();
        return database.transaction("look up unresolved commands", connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                    + " WHERE settled IS NOT NULL AND resolved = 0 AND issued IS NOT NULL AND at >= ? ORDER BY at")) {
                query.setLong(1, since.toEpochMilli());
                return read(query).stream()
                        .filter(command -> command.result() instanceof CommandResult.Unknown)
                        .toList();
            }
        });
    }

    private List<RecordedCommand> read(PreparedStatement query) throws SQLException {
        List<RecordedCommand> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                try {
                    found.add(command(row));
                } catch (IllegalArgumentException e) {
                    LOG.error("command {} in {} is passed over: {}", row.getString(1), database.file(), e.getMessage());
                }
            }
        }
        return found;
    }

    private RecordedCommand command(ResultSet row) throws SQLException {
        CommandIssued issued = (CommandIssued) event(row.getString(4));
        CommandSettled settled = (CommandSettled) event(row.getString(7));
        return new RecordedCommand(
                DeviceId.parse(row.getString(2)),
                row.getString(1),
                row.getString(3),
                issued == null ? null : issued.command(),
                issued == null ? null : issued.bankBefore(),
                issued == null ? null : issued.vendedBefore(),
                row.getLong(5),
                Instant.ofEpochMilli(row.getLong(6)),
                settled == null ? null : settled.result());
    }

    private @Nullable DeviceEvent event(@Nullable String text) {
        return text == null ? null : json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            flush();
        } finally {
            database.close();
        }
    }
}
