package io.devicegateway.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.api.RentBank;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Link;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.tcp.TcpSettings;
import io.devicegateway.testing.PlainProtocol;
import io.devicegateway.testing.SmallGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a caller, a protocol, a transport or another process does wrong stops nobody else. */
@Timeout(120)
class GatewayEdgesTest {
    private static final DeviceId CABINET = new DeviceId("plain", "A1");
    private static final DeviceId OTHER = new DeviceId("plain", "B1");

    /** As long as a person wants to wait; the bounds of the gateway are longer and have tests of their own. */
    private static final Duration LOCKED = Duration.ofSeconds(Long.getLong("locked", 2));

    @TempDir
    Path data;

    private EmbeddedGateway open() throws IOException {
        return SmallGateway.open(data);
    }

    private static int listen(EmbeddedGateway gateway, StreamProtocol<String> protocol) throws IOException {
        return gateway.listen(
                        protocol,
                        TcpSettings.builder().bind("127.0.0.1").port(0).build())
                .boundPort();
    }

    private static LineCabinet login(EmbeddedGateway gateway, int port, DeviceId id) throws IOException {
        LineCabinet cabinet = new LineCabinet(port);
        assertThat(cabinet.ask("login " + id.value())).isEqualTo("welcome");
        await().until(() -> gateway.device(id)
                .filter(device -> device.presence().state() == Presence.State.ONLINE)
                .isPresent());
        return cabinet;
    }

    private static Connection locked(Path database) throws SQLException {
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + database);
        try (var statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE"); // as a backup does, or somebody with sqlite3
        }
        return other;
    }

    @Test
    void whatACallerDoesWithAnOutcomeHoldsUpNobody() throws Exception {
        try (EmbeddedGateway gateway = open()) {
            int port = listen(gateway, new PlainProtocol());
            try (LineCabinet a = login(gateway, port, CABINET);
                    LineCabinet b = login(gateway, port, OTHER)) {
                CountDownLatch inside = new CountDownLatch(1);
                CountDownLatch leave = new CountDownLatch(1);
                CompletableFuture<?> slow = gateway.send(new RentBank(CABINET, 3))
                        .thenAccept(result -> {
                            inside.countDown();
                            awaitQuietly(leave);
                        });
                assertThat(a.read()).isEqualTo("rent 3");
                a.write("rented 3 ok B3");
                assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(b.ask("return 1 B7")).isEqualTo("returned 1 ACCEPTED");
                assertThat(slow).isNotDone();
                leave.countDown();
            }
        }
    }

    @Test
    void aCallerMayWaitForACommandWhereItHearsOfAnother() throws Exception {
        try (EmbeddedGateway gateway = open()) {
            int port = listen(gateway, new PlainProtocol());
            try (LineCabinet a = login(gateway, port, CABINET);
                    LineCabinet b = login(gateway, port, OTHER)) {
                CompletableFuture<CommandResult<?>> second = gateway.send(new RentBank(CABINET, 3))
                        .thenApply(
                                result -> gateway.send(new RentBank(OTHER, 1)).join());
                assertThat(a.read()).isEqualTo("rent 3");
                a.write("rented 3 ok B3");
                assertThat(b.read()).isEqualTo("rent 1");
                b.write("rented 1 ok B1");
                assertThat(second.get(20, TimeUnit.SECONDS)).isInstanceOf(Done.class);
            }
        }
    }

    @Test
    void aCampaignWhoseDatabaseIsLockedHoldsUpNobody() throws Exception {
        try (EmbeddedGateway gateway = open()) {
            int port = listen(gateway, new PlainProtocol());
            try (LineCabinet a = login(gateway, port, CABINET);
                    LineCabinet b = login(gateway, port, OTHER)) {
                var campaign = gateway.start(new CampaignPlan<>(
                        List.of(CABINET, OTHER),
                        device -> new RentBank(device, 2),
                        CommandOptions.DEFAULT.once("campaign-1"),
                        1000,
                        1,
                        null));
                assertThat(a.read()).isEqualTo("rent 2");
                Connection lock = locked(data.resolve("commands.db"));
                try (LineCabinet c = new LineCabinet(port)) {
                    a.write("rented 2 ok B3"); // now the next one is looked up and sent
                    assertThat(c.ask("login C1")).isEqualTo("welcome");
                    assertThat(b.read()).isEqualTo("rent 2");
                } finally {
                    lock.close();
                }
                campaign.cancel("over");
            }
        }
    }

    @Test
    void eachKeyEndsInOneOutcomeWhileTheDatabaseIsLocked() throws Exception {
        Map<String, CommandResult<?>> told = new LinkedHashMap<>();
        AtomicInteger written = new AtomicInteger();
        try (EmbeddedGateway gateway = open()) {
            int port = listen(gateway, new PlainProtocol());
            try (LineCabinet a = login(gateway, port, CABINET);
                    LineCabinet b = login(gateway, port, OTHER)) {
                Thread.ofVirtual().start(() -> release(a, written));
                Connection lock = locked(data.resolve("commands.db"));
                long until = System.nanoTime() + LOCKED.toNanos();
                for (int i = 0; i < 3 || System.nanoTime() < until; i++) {
                    String key = "order-" + i;
                    told.put(key, rent(gateway, i));
                    assertThat(rent(gateway, i)).isEqualTo(told.get(key));
                    assertThat(b.ask("return 1 C" + i)).isEqualTo("returned 1 ACCEPTED");
                }
                lock.close();
            }
        }
        assertThat(told.values()).allMatch(end -> end instanceof Done || end instanceof NotSent);
        assertThat(told.values().stream().filter(Done.class::isInstance)).hasSize(written.get());
        try (EmbeddedGateway gateway = open()) {
            for (int i = 0; i < told.size(); i++) {
                assertThat(rent(gateway, i)).isEqualTo(told.get("order-" + i));
            }
        }
    }

    private static CommandResult<?> rent(EmbeddedGateway gateway, int order) throws Exception {
        return gateway.send(
                        new RentBank(CABINET, 1 + order % 100),
                        CommandOptions.DEFAULT.once("order-" + order).within(Duration.ofSeconds(10)))
                .get(20, TimeUnit.SECONDS);
    }

    private static void release(LineCabinet cabinet, AtomicInteger written) {
        try {
            for (String line = cabinet.read(); line != null; line = cabinet.read()) {
                String slot = line.substring("rent ".length());
                written.incrementAndGet();
                cabinet.write("rented " + slot + " ok B" + slot);
            }
        } catch (IOException e) {
            assertThat(e).as("the test closes the connection").hasMessageContaining("closed");
        }
    }

    @Test
    void aCommandOnWhichItsProtocolFailsEnds() throws Exception {
        try (EmbeddedGateway gateway = open()) {
            int port = listen(gateway, new Failing());
            try (LineCabinet a = login(gateway, port, CABINET)) {
                assertThat(gateway.send(new RentBank(CABINET, 3)).get(20, TimeUnit.SECONDS))
                        .isInstanceOf(NotSent.class);
                assertThat(a.ask("beat")).isEqualTo("beat");
            }
        }
    }

    @Test
    void itClosesAfterATransportThatWasClosedFirst() throws Exception {
        EmbeddedGateway gateway = open();
        ExecutorService loop = Executors.newSingleThreadExecutor();
        Link link = new DeafLink(loop);
        loop.submit(() -> gateway.opener(new PlainProtocol())
                        .open(link)
                        .receive("login A1\n".getBytes(StandardCharsets.US_ASCII)))
                .get();
        await().until(() -> gateway.device(CABINET)
                .filter(device -> device.presence().state() == Presence.State.ONLINE)
                .isPresent());
        loop.shutdown();
        gateway.close();
        try (EmbeddedGateway again = open()) {
            assertThat(again.device(CABINET)).isPresent();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes what is written and says nothing. */
    private record DeafLink(Executor executor) implements Link {
        @Override
        public CompletableFuture<Void> write(byte[] frame) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void answer(byte[] frame) {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close(String reason) {}

        @Override
        public String remote() {
            return "own transport";
        }
    }

    /** Speaks the plain protocol and fails on every command. */
    private static final class Failing implements StreamProtocol<String> {
        private final PlainProtocol plain = new PlainProtocol();

        @Override
        public String name() {
            return plain.name();
        }

        @Override
        public SessionLimits limits() {
            return plain.limits();
        }

        @Override
        public MessageCodec<String> codec() {
            return plain.codec();
        }

        @Override
        public Framing framing() {
            return plain.framing();
        }

        @Override
        public ProtocolSession<String> open(String remote) {
            ProtocolSession<String> session = plain.open(remote);
            return new ProtocolSession<>() {
                @Override
                public List<Effect<String>> onMessage(String message) throws MalformedFrame {
                    return session.onMessage(message);
                }

                @Override
                public Optional<Ask<String>> onCommand(DeviceCommand<?> command) {
                    throw new NullPointerException("a fault of the protocol");
                }
            };
        }
    }
}
