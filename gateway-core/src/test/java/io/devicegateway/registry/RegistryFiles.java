package io.devicegateway.registry;

import io.devicegateway.api.DeviceId;
import io.devicegateway.metrics.MemoryMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry on files of its own, for one test. */
class RegistryFiles {
    static final RegistrySettings OPEN = RegistrySettings.DEFAULT;
    static final RegistrySettings LISTED = OPEN.admitting(AdmissionMode.LISTED);
    static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    Path directory;

    final Clock clock = Clock.fixed(Events.START, ZoneOffset.UTC);
    final MemoryMetrics metrics = new MemoryMetrics();
    final List<Registry> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(Registry::close);
    }

    SqliteRegistry open(Path file, RegistrySettings settings) {
        SqliteRegistry registry = SqliteRegistry.open(file, settings, clock, metrics);
        opened.add(registry);
        return registry;
    }

    SqliteRegistry open(RegistrySettings settings) {
        return open(file(), settings);
    }

    Path file() {
        return directory.resolve("registry.db");
    }

    void close(Registry registry) {
        opened.remove(registry);
        registry.close();
    }

    /** What would be left if the machine stopped now. */
    Path filesAsTheyAre() throws IOException {
        Path copy = Files.createTempDirectory(directory, "crash").resolve("registry.db");
        Files.copy(file(), copy);
        Files.copy(Path.of(file() + "-wal"), Path.of(copy + "-wal"));
        return copy;
    }

    long count(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    static DeviceId device(int number) {
        return new DeviceId("wosi", "SN%08d".formatted(number));
    }
}
