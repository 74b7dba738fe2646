package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static io.devicegateway.tcp.Harness.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Presence.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An orderly stop: what was taken is finished, nothing more is taken, everybody is told. */
@ExtendWith(LeakExtension.class)
class StopTest {
    private final List<CompletableFuture<Void>> pending = new CopyOnWriteArrayList<>();

    @Test
    void aDrainWaitsForWhatIsNotDurableAndItsAnswer() throws Exception {
        try (Harness gateway = new Harness(settings(), this::answerWhenDurable);
                Client client = gateway.connect();
                Client idle = gateway.connect()) {
            client.sendFrame("return");
            await().until(() -> pending.size() == 1);
            assertThat(gateway.listener.drain(Duration.ofMillis(50))).isFalse();
            client.sendFrame("after the drain began");
            pending.getFirst().complete(null);
            assertThat(gateway.listener.drain(Duration.ofSeconds(10))).isTrue();
            assertThat(pending).as("nothing more was taken").hasSize(1);
            gateway.listener.close();
            assertThat(client.readFrame()).isEqualTo("return");
            assertThat(client.read(new byte[1])).isEqualTo(-1);
            assertThat(idle.read(new byte[1])).isEqualTo(-1);
            for (int i = 0; i < 2; i++) {
                assertThat(gateway.conversation(i).closed).isEqualTo(List.of(Reason.GATEWAY_STOPPED));
            }
            assertThat(gateway.listener.connections()).isZero();
        }
    }

    @Test
    void aStopEndsAlsoWhatIsPaused() throws IOException {
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            Conversation conversation = gateway.conversation(0);
            gateway.listener.pauseReading("full");
            await().until(() -> gateway.gauge("gateway_tcp_connections_paused") == 1);
            client.sendFrame("unread");
            gateway.transport.close();
            assertThat(client.read(new byte[1])).isEqualTo(-1);
            assertThat(conversation.closed).containsExactly(Reason.GATEWAY_STOPPED);
            assertThat(conversation.frames).isEmpty();
        }
    }

    @Test
    void whatTheJournalSaysAfterTheStopHarmsNobody() throws IOException {
        try (Harness gateway = new Harness(settings(), (conversation, frame) -> {
                    CompletableFuture<Void> durable = new CompletableFuture<>();
                    pending.add(durable);
                    return durable;
                });
                Client client = gateway.connect()) {
            client.sendFrame("one");
            client.sendFrame("two");
            await().until(() -> pending.size() == 2);
            gateway.transport.close();
            pending.get(0).complete(null);
            pending.get(1).completeExceptionally(new IOException("closed"));
            assertThat(gateway.conversation(0).closed).containsExactly(Reason.GATEWAY_STOPPED);
        }
    }

    private CompletableFuture<Void> answerWhenDurable(Conversation conversation, byte[] frame) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        pending.add(durable);
        return durable.thenRunAsync(() -> conversation.link.answer(frame), conversation.link.executor());
    }
}
