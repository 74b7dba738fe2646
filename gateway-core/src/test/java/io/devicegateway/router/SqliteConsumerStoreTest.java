package io.devicegateway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.UnknownEvent;
import io.devicegateway.router.ConsumerStore.StoredConsumer;
import io.devicegateway.store.StoreException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteConsumerStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456789Z");

    @TempDir
    Path directory;

    private ConsumerStore store;

    @BeforeEach
    void open() {
        store = SqliteConsumerStore.open(directory.resolve("consumers.db"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        close();
        open();
    }

    private static DeadLetter letter(String consumer, long offset) {
        EventRecord record = new EventRecord(
                offset,
                "id-" + offset,
                NOW,
                7,
                new SoundVolume(new DeviceId("test", "A"), 3),
                ByteBuffer.wrap(new byte[] {1, 2, -3}).asReadOnlyBuffer());
        return new DeadLetter(consumer, record, "java.io.IOException: broken 管", 3, NOW.plusSeconds(9));
    }

    @Test
    void keepsConsumersAndTheirPositions() {
        store.add(new StoredConsumer("b", 10, false));
        store.add(new StoredConsumer("a", 0, true));
        store.save(Map.of("b", Passed.upTo(12), "a", Passed.upTo(3)), "j");
        store.savePaused("a", false);
        store.savePaused("b", true);
        reopen();

        assertThat(store.consumers())
                .containsExactly(
                        new StoredConsumer("a", Passed.upTo(3), false, "j"),
                        new StoredConsumer("b", Passed.upTo(12), true, "j"));
        assertThat(store.highestPosition()).isEqualTo(12);
        assertThatThrownBy(() -> store.add(new StoredConsumer("a", 1, false)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot add consumer a");
    }

    @Test
    void keepsAWholeCopyOfAnEventThatIsParked() {
        store.park(letter("a", 5));
        reopen();

        assertThat(store.deadLetters("a", 0, 10)).containsExactly(letter("a", 5));
        assertThat(store.deadLetter("a", 5)).contains(letter("a", 5));
        assertThat(store.deadLetter("a", 6)).isEmpty();
        assertThat(store.deadLetter("b", 5)).isEmpty();
    }

    @Test
    void listsDeadLettersPageByPage() {
        for (long offset : new long[] {9, 2, 7, 4}) {
            store.park(letter("a", offset));
            store.park(letter("b", offset + 1));
        }

        assertThat(store.deadLetters("a", 0, 2)).containsExactly(letter("a", 2), letter("a", 4));
        assertThat(store.deadLetters("a", 4, 2)).containsExactly(letter("a", 7), letter("a", 9));
        assertThat(store.deadLetters("a", 9, 2)).isEmpty();
        assertThat(store.parkedOffsets("b")).containsExactlyInAnyOrder(10L, 3L, 8L, 5L);
    }

    @Test
    void listsADeadLetterOfALaterVersionToo() throws Exception {
        store.park(letter("a", 4));
        store.park(letter("a", 5));
        sql(
                "UPDATE dead_letter SET event = '{\"type\":\"Teleported\",\"device\":\"test:A\"}' WHERE journal_offset = 4");

        assertThat(store.deadLetters("a", 0, 10))
                .extracting(letter -> letter.record().event())
                .containsExactly(
                        new UnknownEvent(
                                new DeviceId("test", "A"),
                                "Teleported",
                                "{\"type\":\"Teleported\",\"device\":\"test:A\"}"),
                        letter("a", 5).record().event());
    }

    @Test
    void letsGoOfWhatWasHandled() {
        store.park(letter("a", 5));

        assertThat(store.unpark("a", 5)).isTrue();
        assertThat(store.unpark("a", 5)).isFalse();
        assertThat(store.deadLetters("a", 0, 10)).isEmpty();
    }

    @Test
    void remembersTheLatestThousandThatWereDroppedAndWhy() throws Exception {
        sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO dropped_letter"
                + " SELECT i, 'a', i, 'id-' || i, 'some cause', 'earlier', '2026-01-01T00:00:00Z' FROM n");
        for (int offset = 1_001; offset <= 1_003; offset++) {
            store.park(letter("a", offset));
            assertThat(store.drop("a", offset, "reason " + offset, NOW)).isTrue();
        }
        store.park(letter("b", 1));
        store.drop("b", 1, "other", NOW);
        assertThat(store.drop("a", 1_001, "again", NOW)).isFalse();
        assertThat(store.deadLetters("a", 0, 10)).isEmpty();

        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("consumers.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*), min(journal_offset), max(reason),"
                        + " min(cause) FROM dropped_letter WHERE consumer = 'a'")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(1_000);
            assertThat(rows.getLong(2)).isEqualTo(4);
            assertThat(rows.getString(3)).isEqualTo("reason 1003");
            assertThat(rows.getString(4)).isEqualTo("java.io.IOException: broken 管");
        }
    }

    private void sql(String text) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("consumers.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(text);
        }
    }

    @Test
    void removesAConsumerWithItsLetters() {
        store.add(new StoredConsumer("a", 1, false));
        store.add(new StoredConsumer("b", 1, false));
        store.park(letter("a", 1));
        store.park(letter("a", 2));
        store.park(letter("b", 1));

        assertThat(store.remove("a")).isEqualTo(2);

        assertThat(store.consumers()).extracting(StoredConsumer::name).containsExactly("b");
        assertThat(store.deadLetters("a", 0, 10)).isEmpty();
        assertThat(store.deadLetters("b", 0, 10)).hasSize(1);
    }
}
