package io.devicegateway.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.journal.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data directory has one owner, who is found out before anything in it is touched. */
final class DataDirectoryTest {
    @TempDir
    Path data;

    private EmbeddedGateway open() throws IOException {
        return EmbeddedGateway.open(GatewayOptions.defaults(data, Clock.systemUTC()));
    }

    @Test
    void aSecondGatewayIsRefused() throws IOException {
        EmbeddedGateway first = open();
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("data directory")
                .hasMessageContaining("already open in this process");
        first.close();
        open().close();
    }

    @Test
    void whoIsRefusedHasTouchedNothing() throws IOException {
        try (DirectoryLock whole = DirectoryLock.acquire(data, "data directory")) {
            assertThatThrownBy(this::open).isInstanceOf(IOException.class);
        }
        assertThat(files(data)).containsExactly(DirectoryLock.NAME);
    }

    /** Earlier versions lock nothing but the journal. */
    @Test
    void anEarlierVersionThatRunsFindsItsDatabasesAsTheyWere() throws IOException {
        Path journal = data.resolve("journal");
        try (DirectoryLock earlier = DirectoryLock.acquire(journal, "journal directory")) {
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("already open");
        }
        assertThat(files(data)).containsExactlyInAnyOrder(DirectoryLock.NAME, "journal");
        assertThat(files(journal)).containsExactly(DirectoryLock.NAME);
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).toList();
        }
    }
}
