package io.devicegateway.store;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a database through a connection of their own, so that they do not wait while the database's own one waits to write. While
 * the disk is so full that only one connection can be open, they go through that one.
 */
public final class SeparateReads implements AutoCloseable {
    private final SqliteDatabase database;
    private final Schema schema;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable SqliteDatabase own;

    /**
     * Opens the second connection if there can be one now; otherwise the first read that finds room does.
     *
     * @throws StoreException if there can be one, and it cannot be opened
     */
    public SeparateReads(SqliteDatabase database, Schema schema) {
        this.database = database;
        this.schema = schema;
        SqliteDatabase unused = reading();
    }

    /** Reads as {@link SqliteDatabase#read} does. */
    public <T> T read(String doing, SqliteDatabase.Work<T> work) {
        return reading().read(doing, work);
    }

    private SqliteDatabase reading() {
        SqliteDatabase known = own;
        if (known != null) {
            return known;
        }
        opening.lock();
        try {
            SqliteDatabase made = own;
            if (made == null) {
                if (database.isAlone()) {
                    return database;
                }
                made = SqliteDatabase.open(database.file(), schema);
                own = made;
            }
            return made;
        } finally {
            opening.unlock();
        }
    }

    /** Closes the second connection. */
    @Override
    public void close() {
        SqliteDatabase known = own;
        if (known != null) {
            known.close();
        }
    }
}
