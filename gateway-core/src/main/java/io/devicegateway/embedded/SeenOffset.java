package io.devicegateway.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/** How far the journal was seen, by what its readers stored: evidence of an end that it does not have any more. */
public final class SeenOffset {
    private static final Logger LOG = LoggerFactory.getLogger(SeenOffset.class);

    private SeenOffset() {}

    /**
     * The highest offset that the registry, the archive of commands or a consumer in a data directory has stored. Changes nothing, and
     * may be asked while a gateway runs.
     *
     * @return 0 if none has, or none can be read
     */
    public static long in(Path data) {
        long registry = highest(data.resolve("registry.db"), "SELECT max(journal_offset) FROM applied");
        long commands = highest(data.resolve("commands.db"), "SELECT max(journal_offset) FROM applied");
        long consumers = highest(data.resolve("consumers.db"), "SELECT max(position) FROM consumer");
        return Math.max(registry, Math.max(commands, consumers));
    }

    private static long highest(Path file, String query) {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), config.toProperties());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        } catch (SQLException e) {
            LOG.debug("cannot read {}", file, e);
            return 0;
        }
    }
}
