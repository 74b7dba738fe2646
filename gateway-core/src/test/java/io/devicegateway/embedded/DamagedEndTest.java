package io.devicegateway.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Subscription;
import io.devicegateway.tcp.TcpSettings;
import io.devicegateway.testing.PlainProtocol;
import io.devicegateway.testing.SmallGateway;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One flipped bit in the last record of a real journal: consumers go on where they were. */
@Timeout(120)
final class DamagedEndTest {
    private static final int RETURNS = 200;

    @TempDir
    Path data;

    @Test
    void nothingIsDeliveredAgainAndWhatIsNewIsDelivered() throws Exception {
        List<EventRecord> first = new CopyOnWriteArrayList<>();
        try (EmbeddedGateway gateway = SmallGateway.open(data)) {
            Subscription billing = gateway.subscribe("billing", first::add);
            returned(gateway, RETURNS);
            await().until(() -> first.size() > RETURNS
                    && first.size() == gateway.journal().durableOffset()
                    && billing.position() == gateway.journal().durableOffset());
        }
        flipABitOfTheLastRecord();

        List<EventRecord> again = new CopyOnWriteArrayList<>();
        try (EmbeddedGateway gateway = SmallGateway.open(data)) {
            Subscription billing = gateway.subscribe("billing", again::add);
            returned(gateway, 1);
            long last = gateway.journal().durableOffset();
            await().until(() -> billing.position() >= last);
            long seen = first.getLast().offset();
            assertThat(again).allMatch(event -> event.offset() > seen).isNotEmpty();
        }
    }

    private static void returned(EmbeddedGateway gateway, int count) throws IOException {
        int port = gateway.listen(
                        new PlainProtocol(),
                        TcpSettings.builder().bind("127.0.0.1").port(0).build())
                .boundPort();
        try (LineCabinet cabinet = new LineCabinet(port)) {
            assertThat(cabinet.ask("login A1")).isEqualTo("welcome");
            for (int i = 0; i < count; i++) {
                int slot = i % 100 + 1;
                assertThat(cabinet.ask("return " + slot + " B" + i)).isEqualTo("returned " + slot + " ACCEPTED");
            }
        }
    }

    private void flipABitOfTheLastRecord() throws IOException {
        Path segment;
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            segment = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()
                    .getLast();
        }
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            byte[] all = new byte[Math.toIntExact(file.length())];
            file.readFully(all);
            int at = all.length - 1;
            while (all[at] == 0) {
                at--;
            }
            file.seek(at);
            file.write(all[at] ^ 1);
        }
    }
}
