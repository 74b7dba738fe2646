package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static io.devicegateway.tcp.Harness.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.metrics.MemoryMetrics;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets in, who waits, and who is turned away. */
@ExtendWith(LeakExtension.class)
class AcceptTest {
    @Test
    void noMoreThanSoManyOfOneAddress() throws IOException {
        try (Harness gateway = new Harness(settings().maxConnections(10).maxConnectionsPerAddress(2))) {
            assertBound(gateway, "address");
        }
    }

    @Test
    void noMoreThanSoManyAtAll() throws IOException {
        try (Harness gateway = new Harness(settings().maxConnections(2))) {
            assertBound(gateway, "total");
        }
    }

    private static void assertBound(Harness gateway, String reason) throws IOException {
        Client one = gateway.connect();
        Client two = gateway.connect();
        for (Client client : List.of(one, two)) {
            client.sendFrame("in");
            assertThat(client.readFrame()).isEqualTo("in");
        }
        for (int i = 0; i < 3; i++) {
            try (Client refused = gateway.connect()) {
                refused.awaitEnd();
            } catch (IOException e) {
                // reset as early as while it was being set up
            }
        }
        await().until(() -> gateway.count("gateway_tcp_connections_refused", "reason", reason) == 3);
        assertThat(gateway.conversations).hasSize(2);
        assertThat(gateway.gauge("gateway_tcp_connections")).isEqualTo(2);
        one.disconnect();
        await().until(() -> gateway.listener.connections() == 1);
        try (Client next = gateway.connect()) {
            next.sendFrame("in");
            assertThat(next.readFrame()).isEqualTo("in");
        }
        two.disconnect();
        await().until(() -> gateway.listener.connections() == 0);
        assertThat(gateway.count("gateway_tcp_connections_accepted")).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpTransport.Io.class,
            names = {"AUTO", "NIO"})
    void moreThanTheRateWaitAndNobodyIsTurnedAway(TcpTransport.Io io) throws IOException {
        AtomicLong now = new AtomicLong();
        MemoryMetrics metrics = new MemoryMetrics();
        TcpSettings settings =
                settings().bind("127.0.0.1").acceptRate(10).acceptBurst(5).build();
        List<Client> clients = new ArrayList<>();
        try (TcpTransport transport = new TcpTransport(1, io, metrics, now::get);
                TcpListener listener = transport.listen(
                        "test", settings, LengthFraming.DEFAULT, link -> new Conversation(link, Conversation::echo))) {
            for (int i = 0; i < 12; i++) {
                Client client = new Client(listener.boundPort());
                client.sendFrame("hello " + i);
                clients.add(client);
            }
            assertAccepted(clients, listener, 0, 5);
            awaitPauses(metrics, 1);
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            assertAccepted(clients, listener, 5, 6);
            awaitPauses(metrics, 2);
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(300));
            assertAccepted(clients, listener, 6, 9);
            awaitPauses(metrics, 3);
            now.addAndGet(TimeUnit.SECONDS.toNanos(10));
            assertAccepted(clients, listener, 9, 12);
            for (String reason : List.of("total", "address")) {
                assertThat(metrics.count("gateway_tcp_connections_refused", "protocol", "test", "reason", reason))
                        .as("refused: " + reason)
                        .isZero();
            }
            for (Client client : clients) {
                client.disconnect();
            }
        }
    }

    /** Until then the acceptor may not have read the time yet, which the test moves next. */
    private static void awaitPauses(MemoryMetrics metrics, int times) {
        await().until(() -> metrics.count("gateway_tcp_accept_pauses", "protocol", "test", "cause", "rate") >= times);
    }

    private static void assertAccepted(List<Client> clients, TcpListener listener, int from, int to)
            throws IOException {
        await().until(() -> listener.connections() == to);
        for (int i = from; i < to; i++) {
            assertThat(clients.get(i).readFrame()).isEqualTo("hello " + i);
        }
        assertThat(listener.connections()).isEqualTo(to);
    }

    @Test
    void theSystemPicksAPortAndAPortIsNotSharedByMistake() throws IOException {
        try (Harness gateway = new Harness(settings())) {
            int port = gateway.listener.boundPort();
            assertThat(port).isPositive();
            assertThatThrownBy(() -> gateway.transport.listen(
                            "other",
                            settings().bind("127.0.0.1").port(port).build(),
                            LengthFraming.DEFAULT,
                            link -> new Conversation(link, Conversation::echo)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("other: cannot listen on 127.0.0.1 port " + port)
                    .hasMessageContaining("is another process");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsRefusedWithItsName() throws IOException {
        try (Harness gateway = new Harness(settings())) {
            assertThatThrownBy(() -> gateway.transport.listen(
                            "other",
                            settings().bind("no such host").build(),
                            LengthFraming.DEFAULT,
                            link -> new Conversation(link, Conversation::echo)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no such host");
        }
    }

    @Test
    void afterItStoppedAcceptingOldConnectionsGoOn() throws IOException {
        try (Harness gateway = new Harness(settings());
                Client old = gateway.connect()) {
            old.sendFrame("one");
            assertThat(old.readFrame()).isEqualTo("one");
            int port = gateway.listener.boundPort();
            gateway.listener.stopAccepting();
            assertThatThrownBy(() -> new Client(port)).isInstanceOf(ConnectException.class);
            old.sendFrame("two");
            assertThat(old.readFrame()).isEqualTo("two");
        }
    }
}
