package io.devicegateway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file with one connection: one transaction at a time, durable when it returns. The write-ahead log is kept small
 * because another connection of ours reads for moments only, so that SQLite can start it over again and again.
 *
 * <p>SQLite runs on a platform thread of the database's own. Whoever asks waits for it, and may be a virtual thread: it then
 * holds no carrier thread while it waits.
 *
 * <p>A commit that failed is rolled back by SQLite and may be tried again: its pages are written anew.
 */
public final class SqliteDatabase implements AutoCloseable {
    private final Path file;
    private final ConnectionOnDisk connection;
    private final StoreThread thread;

    private SqliteDatabase(Path file, ConnectionOnDisk connection, StoreThread thread) {
        this.file = file;
        this.connection = connection;
        this.thread = thread;
    }

    /**
     * Opens a database file, creating it if it is not there, and brings it to the newest schema.
     *
     * @param file the file; its directory is created
     * @param schema where the numbered scripts of the schema are
     * @throws StoreException if it cannot be opened, is no database, or was written by a newer version
     */
    public static SqliteDatabase open(Path file, Schema schema) {
        StoreThread thread = new StoreThread("sqlite-" + file.getFileName());
        SqliteDatabase database;
        try {
            database = on(thread, file, () -> new SqliteDatabase(file, connect(file), thread));
        } catch (RuntimeException | Error e) {
            thread.end();
            throw e;
        }
        try {
            database.transaction("bring the schema up to date", connection -> schema.migrate(connection, file));
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        return database;
    }

    private static ConnectionOnDisk connect(Path file) {
        ConnectionOnDisk connection = new ConnectionOnDisk(file);
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            connection.current();
            return connection;
        } catch (SQLException e) {
            throw failure(file, "open it", e);
        } catch (IOException e) {
            throw new StoreException("cannot create the directory of " + file + ": " + e, e);
        }
    }

    /** Runs a task on the database's thread. What throws there nothing that is checked throws nothing checked here. */
    private static <T> T on(StoreThread thread, Path file, Callable<T> task) {
        try {
            return thread.call(task);
        } catch (RejectedExecutionException e) {
            throw new StoreException(file + " is closed", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StoreException(file + ": " + e, e);
        }
    }

    /**
     * Runs a transaction. It is committed, and on the disk, when this returns, and has left no trace if this throws. Not to be
     * called from within {@code work}.
     *
     * @param doing what it does, in English words that fit after "cannot"
     * @param work runs on the database's thread
     * @throws StoreException if it could not be carried out, or the database is closed
     */
    public <T> T transaction(String doing, Work<T> work) {
        return on(thread, file, () -> carryOut("BEGIN IMMEDIATE", doing, work));
    }

    /**
     * Reads. Sees what is committed, and does not wait for whoever writes through another connection, of this process or of another.
     *
     * @param doing what it does, in English words that fit after "cannot"
     * @param work runs on the database's thread and writes nothing
     * @throws StoreException if it could not be carried out, or the database is closed
     */
    public <T> T read(String doing, Work<T> work) {
        return on(thread, file, () -> carryOut("BEGIN DEFERRED", doing, work));
    }

    private <T> T carryOut(String begin, String doing, Work<T> work) {
        Connection now;
        try {
            now = connection.current();
        } catch (SQLException e) {
            throw failure(file, doing, e);
        }
        try {
            execute(now, begin);
            T result = work.run(now);
            execute(now, "COMMIT");
            return result;
        } catch (SQLException e) {
            rollBack(now, e);
            throw failure(file, doing, e);
        } catch (RuntimeException | Error e) {
            rollBack(now, e);
            throw e;
        }
    }

    /** In SQL and not by the driver's commit mode, which loses count when SQLite itself rolls back, as on a full disk. */
    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            // Most often it is over already: SQLite rolls back by itself when it cannot write.
            because.addSuppressed(e);
        }
    }

    /** Whether no second connection to the file can be open, for want of room on the disk. */
    boolean isAlone() {
        return connection.isAlone();
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Waits for the transactions under way. What is committed is safe without this. */
    @Override
    public void close() {
        try {
            on(thread, file, () -> {
                disconnect();
                return true;
            });
        } catch (StoreException e) {
            if (!(e.getCause() instanceof RejectedExecutionException)) {
                throw e;
            }
        } finally {
            thread.end();
        }
    }

    private void disconnect() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(file, "close it", e);
        }
    }

    private static StoreException failure(Path file, String doing, SQLException cause) {
        return new StoreException(file + ": cannot " + doing + ": " + cause.getMessage() + advice(cause), cause);
    }

    private static String advice(SQLException cause) {
        SQLiteErrorCode code =
                cause instanceof SQLiteException known ? known.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        String name = code.name();
        if (name.startsWith("SQLITE_FULL")) {
            return "; make room on the disk, it is tried again";
        } else if (name.startsWith("SQLITE_NOTADB") || name.startsWith("SQLITE_CORRUPT")) {
            return "; stop the gateway and put back a copy of the file, or move it away to start with an empty one";
        } else if (name.startsWith("SQLITE_CANTOPEN") || name.startsWith("SQLITE_READONLY")) {
            return "; check the owner and the permissions of the file and of its directory";
        } else if (name.startsWith("SQLITE_BUSY") || name.startsWith("SQLITE_LOCKED")) {
            return "; another process holds the file open";
        }
        return "";
    }

    /** What happens within a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. Neither commits nor keeps the connection. */
        T run(Connection connection) throws SQLException;
    }
}
