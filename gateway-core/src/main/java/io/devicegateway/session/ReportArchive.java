package io.devicegateway.session;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal.AnswerMemory;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.journal.EventJournal.Memory;
import io.devicegateway.registry.Projection;
import io.devicegateway.store.Schema;
import io.devicegateway.store.SqliteDatabase;
import io.devicegateway.store.StoreException;
import io.devicegateway.supervision.Watched;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The lasting memories of the journal in an SQLite file: which messages of transports that hand over again were dealt with, and
 * how, however old they are and also when the journal no longer has them. The newest are kept, more of them than any broker leaves
 * unacknowledged. It follows the journal and is brought up again from it after a crash.
 */
public final class ReportArchive implements Projection.Target, AutoCloseable {
    private static final Duration FLUSH_EVERY = Duration.ofMillis(500);
    private static final int KEPT = 65_536;
    private static final int MOST_PENDING = 4_096;
    /** How often the position is written when nothing else is: it holds what the journal keeps. */
    private static final long POSITION_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private final SqliteDatabase database;
    private final Watched flushes;
    private final List<Memory> pending = new ArrayList<>();
    private final ScheduledExecutorService writer;
    /** No monitor: who waits for it may be a virtual thread. */
    private final ReentrantLock flushing = new ReentrantLock();

    private long applied;
    private volatile long durablyApplied;
    private long writtenAt = System.nanoTime();

    private ReportArchive(SqliteDatabase database, Watched flushes) {
        this.database = database;
        this.flushes = flushes;
        durablyApplied = database.transaction("read the offset", connection -> {
            try (var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT journal_offset FROM applied")) {
                row.next();
                return row.getLong(1);
            }
        });
        applied = durablyApplied;
        writer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("report-archive").factory());
    }

    /**
     * Opens or creates the file.
     *
     * @throws StoreException if it cannot be opened or was written by a newer version
     */
    public static ReportArchive open(Path file, Watched flushes) {
        SqliteDatabase database = SqliteDatabase.open(file, Schema.beside(ReportArchive.class, "reports"));
        ReportArchive archive = new ReportArchive(database, flushes);
        long millis = FLUSH_EVERY.toMillis();
        var unused = archive.writer.scheduleWithFixedDelay(
                flushes.task(archive::flush), millis, millis, TimeUnit.MILLISECONDS);
        return archive;
    }

    /** A new archive begins behind that offset: journals of earlier versions have no lasting memories. */
    public void beginAt(long offset) {
        synchronized (pending) {
            if (applied >= 0) {
                return;
            }
            applied = offset;
        }
        database.transaction("begin", connection -> {
            write(connection, List.of(), offset);
            return true;
        });
        durablyApplied = offset;
    }

    @Override
    public long appliedOffset() {
        return durablyApplied;
    }

    @Override
    public void apply(EventRecord record) {
        apply(new Entry(record, null, List.of()));
    }

    @Override
    public void apply(Entry entry) {
        EventRecord record = entry.record();
        boolean full = false;
        synchronized (pending) {
            if (record.offset() <= applied) {
                return;
            }
            applied = record.offset();
            AnswerMemory memory = entry.memory();
            if (memory != null && memory.lasting()) {
                pending.add(new Memory(record.id(), record.device(), record.receivedAt(), memory, List.of()));
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
            List<Memory> batch;
            long upTo;
            synchronized (pending) {
                batch = List.copyOf(pending);
                upTo = applied;
            }
            long now = System.nanoTime();
            if (batch.isEmpty() && (upTo == durablyApplied || now - writtenAt < POSITION_EVERY_NANOS)) {
                return;
            }
            writtenAt = now;
            database.transaction("write reports", connection -> {
                write(connection, batch, upTo);
                return true;
            });
            durablyApplied = upTo;
            synchronized (pending) {
                pending.subList(0, batch.size()).clear();
            }
        } finally {
            flushing.unlock();
        }
    }

    private static void write(Connection connection, List<Memory> batch, long upTo) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO report"
                + " (event, device, at, scope, content, window_ms, lived, answers) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Memory each : batch) {
                AnswerMemory memory = each.memory();
                if (memory == null) {
                    continue;
                }
                insert.setString(1, each.id());
                insert.setString(2, each.device().toString());
                insert.setLong(3, each.receivedAt().toEpochMilli());
                insert.setString(4, memory.scope());
                insert.setString(5, memory.content());
                insert.setLong(6, memory.window().toMillis());
                insert.setLong(7, memory.lived());
                insert.setBytes(8, joined(memory.answers()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM report WHERE id <= (SELECT max(id) FROM report) - ?");
                PreparedStatement update = connection.prepareStatement("UPDATE applied SET journal_offset = ?")) {
            delete.setLong(1, KEPT);
            delete.executeUpdate();
            update.setLong(1, upTo);
            update.executeUpdate();
        }
    }

    /** Gives all that it knows, the oldest first. */
    public void forEach(Consumer<Memory> visitor) {
        flush();
        List<Memory> all = database.transaction("read reports", connection -> {
            List<Memory> read = new ArrayList<>();
            try (var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT event, device, at, scope, content, window_ms, lived, answers FROM report ORDER BY id")) {
                while (row.next()) {
                    AnswerMemory memory = new AnswerMemory(
                            row.getString(4),
                            row.getString(5),
                            Duration.ofMillis(row.getLong(6)),
                            split(row.getBytes(8)),
                            true,
                            row.getLong(7));
                    read.add(new Memory(
                            row.getString(1),
                            DeviceId.parse(row.getString(2)),
                            Instant.ofEpochMilli(row.getLong(3)),
                            memory,
                            List.of()));
                }
            }
            return read;
        });
        all.forEach(visitor);
    }

    /** Each with its length before it, four bytes. */
    private static byte[] joined(List<byte[]> answers) {
        int length = answers.stream()
                .mapToInt(answer -> Integer.BYTES + answer.length)
                .sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        answers.forEach(answer -> all.putInt(answer.length).put(answer));
        return all.array();
    }

    private static List<byte[]> split(byte[] joined) {
        ByteBuffer all = ByteBuffer.wrap(joined);
        List<byte[]> answers = new ArrayList<>();
        while (all.hasRemaining()) {
            byte[] answer = new byte[all.getInt()];
            all.get(answer);
            answers.add(answer);
        }
        return answers;
    }

    @Override
    public void close() {
        writer.shutdown();
        flushes.remove();
        try {
            flush();
        } finally {
            database.close();
        }
    }
}
