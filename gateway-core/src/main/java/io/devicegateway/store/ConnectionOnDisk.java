package io.devicegateway.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/**
 * The connection to one file, also where the disk is full. SQLite wants room for a file beside the database that it shares with other
 * processes. Without that room the database is opened for this process alone, which needs none: it can be read, writes fail until
 * there is room, and then it is opened as usual. Used by the database's thread only, except where it says so.
 */
final class ConnectionOnDisk {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionOnDisk.class);
    private static final int BUSY_TIMEOUT_MILLIS = 5_000;
    private static final int LOG_SIZE_LIMIT_BYTES = 16 << 20;
    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Path file;
    private @Nullable Connection connection;
    private volatile boolean withoutRoom;
    private long lookedAt;

    ConnectionOnDisk(Path file) {
        this.file = file;
    }

    /** The connection, made when there is none. */
    Connection current() throws SQLException {
        if (withoutRoom && System.nanoTime() - lookedAt > LOOK_AGAIN_NANOS) {
            close();
        }
        Connection open = connection;
        if (open == null) {
            open = open();
            connection = open;
        }
        return open;
    }

    /** Whether no other connection can be open, for want of room on the disk. For any thread. */
    boolean isAlone() {
        return withoutRoom;
    }

    private Connection open() throws SQLException {
        try {
            Connection usual = connect(SQLiteConfig.LockingMode.NORMAL);
            if (withoutRoom) {
                LOG.info("{}: there is room on the disk again", file);
            }
            withoutRoom = false;
            return usual;
        } catch (SQLException e) {
            if (!isWithoutRoom(e)) {
                throw e;
            }
            Connection alone = connect(SQLiteConfig.LockingMode.EXCLUSIVE);
            if (!withoutRoom) {
                LOG.error("{}: the disk is full, it can be read and not written: {}", file, e.getMessage());
            }
            withoutRoom = true;
            lookedAt = System.nanoTime();
            return alone;
        }
    }

    private Connection connect(SQLiteConfig.LockingMode locking) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        Connection made = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), config.toProperties());
        try (Statement statement = made.createStatement()) {
            // In this order, and not by the driver: how it is locked must be known before the log is looked at.
            statement.execute("PRAGMA locking_mode = " + locking.getValue());
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA journal_size_limit = " + LOG_SIZE_LIMIT_BYTES);
            // What is missing for a transaction is found out here, not by the first one.
            statement.executeUpdate("BEGIN");
            statement.executeQuery("SELECT count(*) FROM sqlite_master").close();
            statement.executeUpdate("COMMIT");
            return made;
        } catch (SQLException | RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    private static boolean isWithoutRoom(SQLException e) {
        String code = e instanceof SQLiteException known ? known.getResultCode().name() : "";
        return code.startsWith("SQLITE_IOERR_SHM") || code.startsWith("SQLITE_FULL");
    }

    /** Closes it; the next use opens it again. */
    void close() throws SQLException {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
