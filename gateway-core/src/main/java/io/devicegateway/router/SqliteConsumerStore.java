package io.devicegateway.router;

import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJson;
import io.devicegateway.store.Schema;
import io.devicegateway.store.SqliteDatabase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Positions and dead letters in an SQLite file of their own, so that damage to the registry does not touch them. */
public final class SqliteConsumerStore implements ConsumerStore {
    private static final int DROPPED_KEPT = 1_000;

    /** A page of dead letters ends when it has this many bytes of events and messages. */
    private static final long MOST_BYTES = 4L << 20;

    private static final String LETTER =
            "SELECT journal_offset, event_id, received_at, epoch, event, raw, cause, attempts, since FROM dead_letter";

    private final SqliteDatabase database;
    private final EventJson json = new EventJson();

    private SqliteConsumerStore(SqliteDatabase database) {
        this.database = database;
    }

    /**
     * Opens the store.
     *
     * @param file the database file; created if it is not there
     * @throws io.devicegateway.store.StoreException if it cannot be opened or was written by a newer version
     */
    public static SqliteConsumerStore open(Path file) {
        return new SqliteConsumerStore(SqliteDatabase.open(file, Schema.beside(SqliteConsumerStore.class, "schema")));
    }

    @Override
    public List<StoredConsumer> consumers() {
        return database.transaction("read the consumers", connection -> {
            List<StoredConsumer> consumers = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT name, position, ahead, paused, journal FROM consumer ORDER BY name");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Passed passed = new Passed(rows.getLong(2), BitSet.valueOf(rows.getBytes(3)));
                    consumers.add(new StoredConsumer(rows.getString(1), passed, rows.getBoolean(4), rows.getString(5)));
                }
            }
            return consumers;
        });
    }

    @Override
    public void add(StoredConsumer consumer) {
        execute(
                "add consumer " + consumer.name(),
                "INSERT INTO consumer (name, position, ahead, paused, journal) VALUES (?, ?, ?, ?, ?)",
                consumer.name(),
                consumer.position(),
                consumer.passed().ahead().toByteArray(),
                consumer.paused(),
                consumer.journal());
    }

    @Override
    public void save(Map<String, Passed> passed, String journal) {
        database.transaction("store the positions of consumers", connection -> {
            for (Map.Entry<String, Passed> entry : passed.entrySet()) {
                update(
                        connection,
                        "UPDATE consumer SET position = ?, ahead = ?, journal = ? WHERE name = ?",
                        entry.getValue().position(),
                        entry.getValue().ahead().toByteArray(),
                        journal,
                        entry.getKey());
            }
            return passed;
        });
    }

    @Override
    public void savePaused(String consumer, boolean paused) {
        execute("pause or resume " + consumer, "UPDATE consumer SET paused = ? WHERE name = ?", paused, consumer);
    }

    @Override
    public int remove(String consumer) {
        return database.transaction("remove consumer " + consumer, connection -> {
            update(connection, "DELETE FROM consumer WHERE name = ?", consumer);
            update(connection, "DELETE FROM dropped_letter WHERE consumer = ?", consumer);
            return update(connection, "DELETE FROM dead_letter WHERE consumer = ?", consumer);
        });
    }

    @Override
    public void park(DeadLetter letter) {
        EventRecord record = letter.record();
        execute(
                "park event " + record.offset() + " of consumer " + letter.consumer(),
                "INSERT OR REPLACE INTO dead_letter (consumer, journal_offset, event_id, received_at, epoch, event,"
                        + " raw, cause, attempts, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                letter.consumer(),
                record.offset(),
                record.id(),
                record.receivedAt().toString(),
                record.epoch(),
                new String(json.write(record.event()), StandardCharsets.UTF_8),
                bytes(record.raw()),
                letter.cause(),
                letter.attempts(),
                letter.since().toString());
    }

    private static byte[] bytes(ByteBuffer raw) {
        byte[] bytes = new byte[raw.remaining()];
        raw.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public List<DeadLetter> deadLetters(String consumer, long afterOffset, int limit) {
        return letters(
                consumer,
                LETTER + " WHERE consumer = ? AND journal_offset > ? ORDER BY journal_offset LIMIT ?",
                afterOffset,
                limit);
    }

    @Override
    public Optional<DeadLetter> deadLetter(String consumer, long offset) {
        return letters(consumer, LETTER + " WHERE consumer = ? AND journal_offset = ?", offset).stream()
                .findFirst();
    }

    private List<DeadLetter> letters(String consumer, String sql, Object... values) {
        return database.transaction("read the dead letters of " + consumer, connection -> {
            List<DeadLetter> letters = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, consumer);
                bind(select, 2, values);
                try (ResultSet rows = select.executeQuery()) {
                    long bytes = 0;
                    while (bytes < MOST_BYTES && rows.next()) {
                        letters.add(letter(consumer, rows));
                        bytes += rows.getString(5).length() + rows.getBytes(6).length;
                    }
                }
            }
            return letters;
        });
    }

    /** One of a later version is there too: see {@link EventJson#readAny(String)}. */
    private DeadLetter letter(String consumer, ResultSet row) throws SQLException {
        EventRecord record = new EventRecord(
                row.getLong(1),
                row.getString(2),
                Instant.parse(row.getString(3)),
                row.getLong(4),
                json.readAny(row.getString(5)),
                ByteBuffer.wrap(row.getBytes(6)).asReadOnlyBuffer());
        return new DeadLetter(consumer, record, row.getString(7), row.getInt(8), Instant.parse(row.getString(9)));
    }

    @Override
    public Set<Long> parkedOffsets(String consumer) {
        return database.transaction("read the dead letters of " + consumer, connection -> {
            Set<Long> offsets = new HashSet<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT journal_offset FROM dead_letter WHERE consumer = ?")) {
                select.setString(1, consumer);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        offsets.add(rows.getLong(1));
                    }
                }
            }
            return offsets;
        });
    }

    @Override
    public boolean unpark(String consumer, long offset) {
        return execute(
                        "remove the dead letter of " + consumer + " about event " + offset,
                        "DELETE FROM dead_letter WHERE consumer = ? AND journal_offset = ?",
                        consumer,
                        offset)
                > 0;
    }

    @Override
    public boolean drop(String consumer, long offset, String reason, Instant at) {
        return database.transaction("drop the dead letter of " + consumer + " about event " + offset, connection -> {
            update(
                    connection,
                    "INSERT INTO dropped_letter (consumer, journal_offset, event_id, cause, reason, dropped_at)"
                            + " SELECT consumer, journal_offset, event_id, cause, ?, ? FROM dead_letter"
                            + " WHERE consumer = ? AND journal_offset = ?",
                    reason,
                    at.toString(),
                    consumer,
                    offset);
            update(
                    connection,
                    "DELETE FROM dropped_letter WHERE consumer = ? AND number <= (SELECT number FROM dropped_letter"
                            + " WHERE consumer = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
                    consumer,
                    consumer,
                    DROPPED_KEPT);
            return update(
                            connection,
                            "DELETE FROM dead_letter WHERE consumer = ? AND journal_offset = ?",
                            consumer,
                            offset)
                    > 0;
        });
    }

    private int execute(String doing, String sql, Object... values) {
        return database.transaction(doing, connection -> update(connection, sql, values));
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, 1, values);
            return statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, int from, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(from + i, values[i]);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
