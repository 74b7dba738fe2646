package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static io.devicegateway.tcp.Harness.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.devicegateway.api.Presence;
import io.devicegateway.api.Presence.Reason;
import io.devicegateway.protocol.Inbound;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each connection ends once, for a reason, and alone. */
@ExtendWith(LeakExtension.class)
class EndingTest {
    @ParameterizedTest
    @EnumSource(
            value = TcpTransport.Io.class,
            names = {"AUTO", "NIO"})
    void thePeerCloses(TcpTransport.Io io) throws IOException {
        try (Harness gateway = new Harness(io, settings(), LengthFraming.DEFAULT, Conversation::echo)) {
            Client client = gateway.connect();
            client.sendFrame("hi");
            client.readFrame();
            client.close();
            assertEnd(gateway, Reason.CLOSED_BY_PEER);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpTransport.Io.class,
            names = {"AUTO", "NIO"})
    void thePeerResets(TcpTransport.Io io) throws IOException {
        try (Harness gateway = new Harness(io, settings(), LengthFraming.DEFAULT, Conversation::echo)) {
            Client client = gateway.connect();
            client.sendFrame("hi");
            client.readFrame();
            client.reset();
            assertEnd(gateway, Reason.CONNECTION_LOST);
        }
    }

    @Test
    void aPeerThatResetsWhileItIsNotReadIsNoticed() throws IOException {
        try (Harness gateway = new Harness(settings())) {
            assumeThat(gateway.transport.usesEpoll()).isTrue();
            Client client = gateway.connect();
            await().until(() -> gateway.listener.connections() == 1);
            gateway.listener.pauseReading("full");
            await().until(() -> gateway.gauge("gateway_tcp_connections_paused") == 1);
            client.reset();
            assertEnd(gateway, Reason.CONNECTION_LOST);
            assertThat(gateway.gauge("gateway_tcp_connections_paused")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpTransport.Io.class,
            names = {"AUTO", "NIO"})
    void thePeerClosesItsSideAndStillGetsItsAnswers(TcpTransport.Io io) throws IOException {
        try (Harness gateway = new Harness(io, settings(), LengthFraming.DEFAULT, Conversation::echo);
                Client client = gateway.connect()) {
            client.sendFrame("last words");
            client.send(new byte[] {0, 9, 1});
            client.socket.shutdownOutput();
            assertThat(client.readFrame()).isEqualTo("last words");
            assertThat(client.read(new byte[1])).isEqualTo(-1);
            assertEnd(gateway, Reason.CLOSED_BY_PEER);
            assertThat(gateway.conversation(0).skipped).containsExactly("partial-frame-timeout:3");
        }
    }

    @Test
    void weCloseAndTheLastAnswerArrivesThoughThePeerGoesOnSending() throws IOException {
        try (Harness gateway = new Harness(settings(), (conversation, frame) -> {
                    conversation.link.answer(frame);
                    conversation.link.close("not a device of ours");
                    assertThat(conversation.link.isOpen()).isFalse();
                    conversation.link.answer(Client.frame("too late"));
                    return null;
                });
                Client client = gateway.connect()) {
            client.sendFrame("login");
            client.sendFrame("and more");
            client.send(new byte[50_000]);
            assertThat(client.readFrame()).isEqualTo("login");
            assertThat(client.read(new byte[1]))
                    .as("an orderly end, no reset that could wipe the answer")
                    .isEqualTo(-1);
            Conversation conversation = gateway.conversation(0);
            await().until(() -> conversation.closed.equals(List.of(Reason.PROTOCOL_ERROR)));
            assertThat(conversation.detail).isEqualTo("not a device of ours");
            assertThat(conversation.frames).containsExactly("login");
        }
    }

    @Test
    void aPeerThatNeitherReadsNorClosesIsNotWaitedForWithoutEnd() throws IOException {
        byte[] large = new byte[60_000];
        try (Harness gateway = new Harness(settings().socketSendBuffer(4_096), (conversation, frame) -> {
                    conversation.link.answer(Client.frame(large));
                    conversation.link.close("enough");
                    return null;
                });
                Client deaf = new Client(gateway.listener.boundPort(), 4_096)) {
            deaf.sendFrame("hi");
            Conversation conversation = gateway.conversation(0);
            await().until(() -> !conversation.link.isOpen());
            assertThat(conversation.closed).isEmpty();
            gateway.pass(Duration.ofSeconds(6));
            assertEnd(gateway, Reason.PROTOCOL_ERROR);
        }
    }

    @Test
    void closeFromAnyThread() throws IOException {
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            Conversation conversation = gateway.conversation(0);
            conversation.link.close("an operator said so");
            conversation.link.close("and again");
            client.awaitEnd();
            client.disconnect();
            assertEnd(gateway, Reason.PROTOCOL_ERROR);
            assertThat(conversation.detail).isEqualTo("an operator said so");
            assertThat(gateway.count("gateway_tcp_connections_closed", "reason", "protocol_error"))
                    .isEqualTo(1);
        }
    }

    @Test
    void anErrorInAConversationEndsThatConnectionOnly() throws IOException {
        try (Harness gateway = new Harness(settings(), (conversation, frame) -> {
                    if (Client.text(frame).equals("bad")) {
                        throw new IllegalStateException("a bug");
                    }
                    return Conversation.echo(conversation, frame);
                });
                Client bad = gateway.connect();
                Client good = gateway.connect()) {
            bad.sendFrame("good");
            bad.sendFrame("bad");
            bad.sendFrame("never seen");
            assertThat(bad.readFrame()).isEqualTo("good");
            bad.awaitEnd();
            good.sendFrame("hello");
            assertThat(good.readFrame()).isEqualTo("hello");
            assertThat(gateway.count("gateway_tcp_connection_failures")).isEqualTo(1);
            Conversation conversation = gateway.conversations.stream()
                    .filter(c -> c.frames.contains("bad"))
                    .findFirst()
                    .orElseThrow();
            await().until(() -> conversation.closed.equals(List.of(Reason.PROTOCOL_ERROR)));
            assertThat(conversation.frames).containsExactly("good", "bad");
        }
    }

    @Test
    void anErrorWhileAConversationStartsOrEndsHarmsNobodyElse() throws IOException {
        AtomicInteger opened = new AtomicInteger();
        List<Reason> closed = new CopyOnWriteArrayList<>();
        try (Harness gateway = new Harness(settings(), LengthFraming.DEFAULT, link -> {
                    if (opened.incrementAndGet() == 1) {
                        throw new IllegalStateException("no conversation");
                    }
                    return new Failing(closed);
                });
                Client first = gateway.connect()) {
            first.awaitEnd();
            first.disconnect();
            await().until(() -> gateway.listener.connections() == 0);
            Client second = gateway.connect();
            await().until(() -> opened.get() == 2);
            second.close();
            await().until(() -> closed.equals(List.of(Reason.CLOSED_BY_PEER)));
            await().until(() -> gateway.listener.connections() == 0);
            await().until(() -> gateway.count("gateway_tcp_connection_failures") == 2);
        }
    }

    @Test
    void theSocketIsSetUp() throws Exception {
        try (Harness gateway = new Harness(settings().userTimeout(Duration.ofSeconds(17)));
                Client client = gateway.connect()) {
            assertThat(client.socket.isConnected()).isTrue();
            assumeThat(gateway.transport.usesEpoll()).isTrue();
            var config = (EpollSocketChannelConfig)
                    ((Outlet) gateway.conversation(0).link).channel().config();
            assertThat(config.isTcpNoDelay()).isTrue();
            assertThat(config.isKeepAlive()).isTrue();
            assertThat(config.getTcpUserTimeout()).isEqualTo(17_000);
            assertThat(config.getReceiveBufferSize()).isEqualTo(2 * (64 << 10));
            assertThat(config.getSendBufferSize()).isEqualTo(2 * (64 << 10));
        }
    }

    private static void assertEnd(Harness gateway, Reason reason) {
        Conversation conversation = gateway.conversation(0);
        await().until(() -> !conversation.closed.isEmpty());
        await().until(() -> gateway.listener.connections() == 0);
        assertThat(conversation.closed).containsExactly(reason);
    }

    /** Throws where a conversation must not. */
    private record Failing(List<Reason> closed) implements Inbound {
        @Override
        public @Nullable CompletableFuture<Void> receive(byte[] frame) {
            return null;
        }

        @Override
        public void skipped(byte[] bytes, String kind) {}

        @Override
        public void closed(Presence.Reason reason, String detail) {
            closed.add(reason);
            throw new IllegalStateException("a bug at the end");
        }
    }
}
