package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static io.devicegateway.tcp.Harness.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Presence.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reading stops where the journal cannot follow, and goes on by itself. */
@ExtendWith(LeakExtension.class)
class BackpressureTest {
    private static final int BOUND = 8;
    private final List<CompletableFuture<Void>> pending = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @EnumSource(
            value = TcpTransport.Io.class,
            names = {"AUTO", "NIO"})
    void noMoreFramesAboveTheBoundUntilHalfOfItIsDurable(TcpTransport.Io io) throws IOException {
        try (Harness gateway = new Harness(
                        io, settings().maxUndurable(BOUND), LengthFraming.DEFAULT, this::answerWhenDurable);
                Client client = gateway.connect()) {
            List<String> texts = IntStream.range(0, 100).mapToObj(i -> "n" + i).toList();
            for (String text : texts) {
                client.sendFrame(text);
            }
            Conversation conversation = gateway.conversation(0);
            await().until(() -> gateway.gauge("gateway_tcp_connections_paused") == 1);
            assertThat(conversation.frames).hasSize(BOUND + 1);
            for (int i = 0; i < BOUND / 2; i++) {
                pending.get(i).complete(null);
                assertThat(client.readFrame()).isEqualTo("n" + i);
            }
            assertThat(conversation.frames)
                    .as("5 of 9 are not durable, more than half of the bound")
                    .hasSize(BOUND + 1);
            pending.get(BOUND / 2).complete(null);
            await().until(() -> conversation.frames.size() > BOUND + 1);
            completeAllUntil(texts.size());
            for (int i = BOUND / 2; i < texts.size(); i++) {
                assertThat(client.readFrame()).isEqualTo(texts.get(i));
            }
            assertThat(conversation.frames).isEqualTo(texts);
            await().until(() -> gateway.gauge("gateway_tcp_connections_paused") == 0);
        }
    }

    @Test
    void nothingIsAnsweredOnceSomethingCouldNotBeMadeDurable() throws IOException {
        try (Harness gateway = new Harness(settings(), this::answerWhenDurable);
                Client client = gateway.connect()) {
            client.sendFrame("lost");
            await().until(() -> pending.size() == 1);
            pending.getFirst().completeExceptionally(new IOException("the disk is gone"));
            assertThat(client.read(new byte[10])).isEqualTo(-1);
            Conversation conversation = gateway.conversation(0);
            await().until(() -> conversation.closed.equals(List.of(Reason.JOURNAL_UNAVAILABLE)));
            assertThat(conversation.detail).contains("the disk is gone");
        }
    }

    @Test
    void aFutureThatFailedAtOnceEndsTheConnection() throws IOException {
        try (Harness gateway = new Harness(
                        settings(), (conversation, frame) -> CompletableFuture.failedFuture(new IOException("no")));
                Client client = gateway.connect()) {
            client.sendFrame("lost");
            assertThat(client.read(new byte[10])).isEqualTo(-1);
            await().until(() -> gateway.conversation(0).closed.equals(List.of(Reason.JOURNAL_UNAVAILABLE)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpTransport.Io.class,
            names = {"AUTO", "NIO"})
    void aPausedListenerReadsNothingOldOrNew(TcpTransport.Io io) throws IOException {
        try (Harness gateway = new Harness(io, settings(), LengthFraming.DEFAULT, Conversation::echo);
                Client old = gateway.connect()) {
            old.sendFrame("before");
            assertThat(old.readFrame()).isEqualTo("before");
            gateway.listener.pauseReading("the disk is full");
            gateway.listener.pauseReading("the disk is full");
            await().until(() -> gateway.gauge("gateway_tcp_connections_paused") == 1);
            try (Client young = gateway.connect()) {
                await().until(() -> gateway.gauge("gateway_tcp_connections_paused") == 2);
                old.sendFrame("old");
                young.sendFrame("young");
                Conversation conversation = gateway.conversation(1);
                write(conversation, Client.frame("a command still goes out"));
                assertThat(young.readFrame()).isEqualTo("a command still goes out");
                assertThat(conversation.frames).isEmpty();
                assertThat(gateway.conversation(0).frames).containsExactly("before");
                gateway.listener.resumeReading();
                gateway.listener.resumeReading();
                assertThat(old.readFrame()).isEqualTo("old");
                assertThat(young.readFrame()).isEqualTo("young");
                await().until(() -> gateway.gauge("gateway_tcp_connections_paused") == 0);
            }
        }
    }

    @Test
    void aResumedListenerDoesNotReadWhatIsHeldBackForAnotherCause() throws IOException {
        try (Harness gateway = new Harness(settings().maxUndurable(1), this::answerWhenDurable);
                Client client = gateway.connect()) {
            client.sendFrame("one");
            client.sendFrame("two");
            client.sendFrame("three");
            Conversation conversation = gateway.conversation(0);
            await().until(() -> gateway.gauge("gateway_tcp_connections_paused") == 1);
            gateway.listener.pauseReading("full");
            gateway.listener.resumeReading();
            pending.getFirst().complete(null);
            assertThat(client.readFrame()).isEqualTo("one");
            assertThat(conversation.frames).hasSize(2);
            gateway.listener.pauseReading("full");
            pending.get(1).complete(null);
            assertThat(client.readFrame()).isEqualTo("two");
            assertThat(conversation.frames).as("the listener is paused").hasSize(2);
            gateway.listener.resumeReading();
            await().until(() -> pending.size() == 3);
            pending.get(2).complete(null);
            assertThat(client.readFrame()).isEqualTo("three");
        }
    }

    @Test
    void framesBeforeTheEndOfAStreamAreAnsweredWhenTheyAreDurable() throws IOException {
        try (Harness gateway = new Harness(settings().maxUndurable(2), this::answerWhenDurable);
                Client client = gateway.connect()) {
            List<String> texts =
                    IntStream.range(0, 20).mapToObj(i -> "last " + i).toList();
            for (String text : texts) {
                client.sendFrame(text);
            }
            client.socket.shutdownOutput();
            completeAllUntil(texts.size());
            for (String text : texts) {
                assertThat(client.readFrame()).isEqualTo(text);
            }
            assertThat(client.read(new byte[1])).isEqualTo(-1);
            await().until(() -> gateway.conversation(0).closed.equals(List.of(Reason.CLOSED_BY_PEER)));
        }
    }

    @Test
    void aPeerThatLeftIsNotWaitedForWithoutEnd() throws IOException {
        try (Harness gateway = new Harness(settings(), this::answerWhenDurable);
                Client client = gateway.connect()) {
            client.sendFrame("never durable");
            await().until(() -> pending.size() == 1);
            client.socket.shutdownOutput();
            Conversation conversation = gateway.conversation(0);
            gateway.pass(settings().build().closeTimeout().plusSeconds(1));
            await().until(() -> conversation.closed.equals(List.of(Reason.CLOSED_BY_PEER)));
            await().until(() -> gateway.listener.connections() == 0);
            pending.getFirst().complete(null);
        }
    }

    @Test
    void whatAPeerLeavesBehindWhileItIsNotReadIsBounded() throws IOException {
        TcpSettings.Builder small = settings().receiveBuffer(512).socketReceiveBuffer(64 << 10);
        try (Harness gateway = new Harness(small, this::answerWhenDurable);
                Client client = gateway.connect()) {
            await().until(() -> gateway.listener.connections() == 1);
            gateway.listener.pauseReading("full");
            await().until(() -> gateway.gauge("gateway_tcp_connections_paused") == 1);
            client.send(new byte[40 << 10]);
            client.socket.shutdownOutput();
            await().until(() -> gateway.count("gateway_tcp_bytes_received") == 40 << 10);
            assertThat(gateway.conversation(0).frames).isEmpty();
            assertThat(gateway.conversation(0).closed).isEmpty();
            gateway.listener.resumeReading();
            completeAllUntil(20 << 10);
            await().until(() -> gateway.conversation(0).closed.equals(List.of(Reason.CLOSED_BY_PEER)));
        }
    }

    private CompletableFuture<Void> answerWhenDurable(Conversation conversation, byte[] frame) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        pending.add(durable);
        return durable.thenRunAsync(() -> conversation.link.answer(frame), conversation.link.executor());
    }

    private void completeAllUntil(int count) {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        await().until(() -> {
            for (int i = done.size(); i < pending.size(); i++) {
                pending.get(i).complete(null);
                done.add(pending.get(i));
            }
            return done.size() >= count;
        });
    }

    private static void write(Conversation conversation, byte[] frame) {
        conversation.link.executor().execute(() -> {
            var unused = conversation.link.write(frame);
        });
    }
}
