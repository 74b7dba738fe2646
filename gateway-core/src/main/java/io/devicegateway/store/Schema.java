package io.devicegateway.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database schema as numbered scripts: resources {@code 001.sql}, {@code 002.sql} and so on beside a class. A script that was
 * released is never changed; a change of the schema is one more script. A line that ends in a semicolon ends a statement.
 */
public final class Schema {
    private final List<List<String>> versions;

    private Schema(List<List<String>> versions) {
        this.versions = versions;
    }

    /**
     * Reads the scripts.
     *
     * @param owner the class in whose package the folder is
     * @param folder the folder's name
     * @throws IllegalArgumentException if there is not even the first
     */
    public static Schema beside(Class<?> owner, String folder) {
        List<List<String>> versions = new ArrayList<>();
        String name = "";
        try {
            while (true) {
                name = "%s/%03d.sql".formatted(folder, versions.size() + 1);
                try (InputStream in = owner.getResourceAsStream(name)) {
                    if (in == null) {
                        break;
                    }
                    versions.add(statements(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("no " + name + " beside " + owner.getName());
        }
        return new Schema(List.copyOf(versions));
    }

    private static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        script.lines().filter(line -> !line.strip().startsWith("--")).forEach(line -> {
            statement.append(line).append('\n');
            if (line.stripTrailing().endsWith(";")) {
                statements.add(statement.toString());
                statement.setLength(0);
            }
        });
        if (!statement.toString().isBlank()) {
            throw new IllegalArgumentException("a statement lacks its semicolon: " + statement);
        }
        return List.copyOf(statements);
    }

    /** Runs the scripts that the database has not seen. Answers the version that it has then. */
    int migrate(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY) STRICT");
            int version = current(statement);
            if (version > versions.size()) {
                throw new StoreException(file + " was written by a newer version of the gateway (schema " + version
                        + ", this one knows " + versions.size() + "); start that one, or put back an older copy");
            }
            while (version < versions.size()) {
                for (String sql : versions.get(version)) {
                    statement.executeUpdate(sql);
                }
                version++;
                note(connection, version);
            }
            return version;
        }
    }

    private static int current(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT coalesce(max(version), 0) FROM schema_version")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void note(Connection connection, int version) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO schema_version (version) VALUES (?)")) {
            insert.setInt(1, version);
            insert.executeUpdate();
        }
    }
}
