package io.devicegateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class SqliteDatabaseTest {
    private static final Schema SCHEMA = Schema.beside(SqliteDatabaseTest.class, "schema");

    @TempDir
    Path directory;

    @Test
    void runsTheScriptsOnceAndInOrder() {
        Path file = directory.resolve("new/folder/some.db");
        try (SqliteDatabase database = SqliteDatabase.open(file, SCHEMA)) {
            insert(database, "x");
        }
        try (SqliteDatabase database = SqliteDatabase.open(file, SCHEMA)) {
            assertThat(texts(database)).containsExactly("from the second script; 1", "x");
        }
    }

    @Test
    void isDurableAndReadByOthersInSpiteOfOneConnection() throws SQLException {
        try (SqliteDatabase database = SqliteDatabase.open(directory.resolve("some.db"), SCHEMA)) {
            assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(database, "synchronous")).isEqualTo("2");
        }
    }

    @Test
    void aFailedTransactionLeavesNoTrace() {
        try (SqliteDatabase database = SqliteDatabase.open(directory.resolve("some.db"), SCHEMA)) {
            assertThatThrownBy(() -> database.transaction("do it", connection -> {
                        execute(connection, "INSERT INTO note (text) VALUES ('half')");
                        return execute(connection, "INSERT INTO nowhere VALUES (1)");
                    }))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("some.db: cannot do it: ")
                    .hasMessageContaining("nowhere");
            assertThatThrownBy(() -> database.transaction("do it", connection -> {
                        execute(connection, "INSERT INTO note (text) VALUES ('half')");
                        throw new IllegalStateException("mine");
                    }))
                    .isInstanceOf(IllegalStateException.class);

            insert(database, "whole");
            assertThat(texts(database)).containsExactly("from the second script; 1", "whole");
        }
    }

    @Test
    void aFullDiskIsSaidAndOverWhenThereIsRoom() {
        try (SqliteDatabase database = SqliteDatabase.open(directory.resolve("some.db"), SCHEMA)) {
            pragma(database, "max_page_count = 1");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            insert(database, "x".repeat(1_000));
                        }
                    })
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("make room on the disk");
            int before = texts(database).size();

            pragma(database, "max_page_count = 100000");
            insert(database, "y");

            assertThat(texts(database)).hasSize(before + 1);
        }
    }

    @Test
    void refusesAFileOfALaterVersion() {
        Path file = directory.resolve("some.db");
        try (SqliteDatabase database = SqliteDatabase.open(file, SCHEMA)) {
            database.transaction(
                    "pretend", connection -> execute(connection, "INSERT INTO schema_version VALUES (99)"));
        }

        assertThatThrownBy(() -> SqliteDatabase.open(file, SCHEMA))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("some.db was written by a newer version")
                .hasMessageContaining("schema 99, this one knows 2");
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws Exception {
        Path file = directory.resolve("some.db");
        Files.writeString(file, "this is not a database, but long enough to be looked at as one. ".repeat(100));

        assertThatThrownBy(() -> SqliteDatabase.open(file, SCHEMA))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("some.db: cannot")
                .hasMessageContaining("move it away");
    }

    @Test
    void refusesAPlaceWhereNothingCanBeWritten() throws Exception {
        Path file = Files.writeString(directory.resolve("plain"), "a file, not a folder");

        assertThatThrownBy(() -> SqliteDatabase.open(file.resolve("some.db"), SCHEMA))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("plain");
    }

    @Test
    @Timeout(60)
    void whoWaitsHoldsNoCarrierThread() throws Exception {
        int databases = Runtime.getRuntime().availableProcessors() + 1;
        List<AutoCloseable> open = new ArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < databases; i++) {
            Path file = directory.resolve(i + ".db");
            SqliteDatabase database = SqliteDatabase.open(file, SCHEMA);
            Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
            execute(other, "BEGIN IMMEDIATE");
            open.addAll(List.of(database, other));
            waiting.add(Thread.startVirtualThread(() -> insert(database, "waits for the other one")));
        }

        Thread probe = Thread.startVirtualThread(() -> {});
        boolean ran = probe.join(Duration.ofSeconds(3));
        boolean allWait = waiting.stream().allMatch(Thread::isAlive);
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }

        assertThat(allWait).isTrue();
        assertThat(ran).isTrue();
    }

    @Test
    void anInterruptedCallerWaitsAndStaysInterrupted() {
        try (SqliteDatabase database = SqliteDatabase.open(directory.resolve("some.db"), SCHEMA)) {
            Thread.currentThread().interrupt();
            insert(database, "x");

            assertThat(Thread.interrupted()).isTrue();
            assertThat(texts(database)).contains("x");
        }
    }

    @Test
    void aTransactionWithinATransactionIsRefused() {
        try (SqliteDatabase database = SqliteDatabase.open(directory.resolve("some.db"), SCHEMA)) {
            assertThatThrownBy(() -> database.transaction("do it", connection -> {
                        insert(database, "x");
                        return true;
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(texts(database)).doesNotContain("x");
        }
    }

    @Test
    void aClosedOneSaysSo() {
        SqliteDatabase database = SqliteDatabase.open(directory.resolve("some.db"), SCHEMA);
        database.close();
        database.close();

        assertThatThrownBy(() -> insert(database, "x"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("some.db is closed");
    }

    @Test
    void aSchemaNeedsAScript() {
        assertThatThrownBy(() -> Schema.beside(SqliteDatabaseTest.class, "nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing/001.sql");
    }

    private static int execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static void insert(SqliteDatabase database, String text) {
        database.transaction(
                "insert", connection -> execute(connection, "INSERT INTO note (text) VALUES ('" + text + "')"));
    }

    private static List<String> texts(SqliteDatabase database) {
        return database.transaction("read", connection -> {
            List<String> texts = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT text FROM note ORDER BY rowid")) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        });
    }

    private static String pragma(SqliteDatabase database, String name) {
        return database.transaction("ask", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("PRAGMA " + name)) {
                rows.next();
                return rows.getString(1);
            }
        });
    }
}
